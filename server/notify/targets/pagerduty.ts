/** PagerDuty's Events API v2: an outage is one incident, which ends with it. */

import type { PagerDutyTarget } from '../../options/notify-targets.js';
import { request } from '../delivery-attempt.js';
import { pagerduty } from '../formats/pagerduty.js';
import type { Target } from './target.js';

const ENQUEUE = 'https://events.pagerduty.com/v2/enqueue';

/** A service of PagerDuty. */
export function pagerDutyTarget({ routingKey, url = ENQUEUE }: PagerDutyTarget): Target {
  return {
    name: new URL(url).origin,
    opensIncidents: true,
    identity: `pagerduty ${url} ${routingKey}`,
    send: (message, { signal, fetch }) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ routing_key: routingKey, ...pagerduty(message) });
      return request(url, { method: 'POST', headers, body, signal }, fetch);
    },
  };
}
