/** The targets by the option `notify`. */

import type { NotifyTarget } from '../../options/notify-targets.js';
import { emailTarget } from './email.js';
import { pagerDutyTarget } from './pagerduty.js';
import type { Target } from './target.js';
import { webhookTarget } from './webhook.js';

/**
 * The target that an entry of the option names.
 * @throws TypeError when a package that it needs is missing
 */
export function targetOf(given: NotifyTarget): Target {
  if (typeof given === 'function') {
    const name = `function ${given.name}`.trim();
    return {
      name,
      identity: name,
      send: async (message) => {
        await given(message);
        return { result: 'accepted' };
      },
    };
  }
  switch (given.format) {
    case 'email':
      return emailTarget(given);
    case 'pagerduty':
      return pagerDutyTarget(given);
    default:
      return webhookTarget(given);
  }
}
