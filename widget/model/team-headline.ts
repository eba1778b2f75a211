/** The headline for those who run the system: what is wrong, and what to do. Loaded for them only. */
import type { Level, Metrics } from '../../server/contract/index.js';
import { reasonText } from '../strings/messages.js';
import type { StatusValues } from '../strings/strings.js';
import type { DisplayContext } from './display-context.js';
import type { Headline } from './headline.js';

/** What differs from the headline for everyone. */
export function teamHeadline(
  { status, reasons: [reason] }: { status: Level; reasons: Metrics['reasons'] },
  values: StatusValues,
  display: DisplayContext,
): Pick<Headline, 'verdict' | 'lead' | 'sentence'> {
  const [verdict, more] = display.strings.team[status];
  return {
    verdict,
    lead: reason === undefined ? '' : asSentence(reasonText(reason, display)),
    sentence: `${asSentence(verdict)} ${more(values)}`.trim(),
  };
}

/** Adds a full stop, unless the text ends like a sentence: the message of a check can. */
function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
