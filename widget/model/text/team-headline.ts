/** The headline for those who run the system: what is wrong, and what to do. Loaded for them only. */
import type { Metrics } from '../../../server/contract/index.js';
import { reasonText } from '../../strings/messages.js';
import type { StatusValues } from '../../strings/strings.js';
import type { DisplayContext } from './display-context.js';
import type { Headline } from './headline.js';

/** What differs from the headline for everyone. */
export function teamHeadline(
  { status, recovering, reasons: [reason] }: Pick<Metrics, 'status' | 'recovering' | 'reasons'>,
  values: StatusValues,
  display: DisplayContext,
): Pick<Headline, 'verdict' | 'lead' | 'sentence'> {
  const { strings } = display;
  const [verdict, more] = strings.team[recovering ? 'recovering' : status];
  return {
    verdict,
    lead: reason === undefined ? '' : strings.asSentence(reasonText(reason, display)),
    sentence: `${strings.asSentence(verdict)} ${more(values)}`.trim(),
  };
}
