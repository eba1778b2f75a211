/** Planned maintenance: what runs, and what comes next. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Metrics } from '../../server/contract/index.js';
import { clockText, toMinutes, toTime } from '../model/text/clock.js';
import type { DisplayContext } from '../model/text/display-context.js';
import { icon } from './icons.js';

const MAX_WINDOWS = 3;
/** Up to a week before, a weekday alone would not say which one. */
const DAY_AND_TIME = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
} as const;

/** The windows in the server's order, with their notes; nothing where there are none. */
export function maintenanceList({ maintenance }: Metrics, display: DisplayContext): TemplateResult | typeof nothing {
  const windows = maintenance.filter(({ to }) => Date.parse(to) > display.now).slice(0, MAX_WINDOWS);
  if (windows.length === 0) return nothing;
  return html`
    <ul class="list maintenance">
      ${windows.map(
        ({ from, to, note }) => html`
          <li class="alert past">
            ${icon('quiet')}
            <p>${windowText(Date.parse(from), Date.parse(to), display)}</p>
            ${note ? html`<p class="more">${note}</p>` : nothing}
          </li>
        `,
      )}
    </ul>
  `;
}

/** "Maintenance until 14:00", or "Planned maintenance: Sun, Nov 29, 02:00 to 03:30". */
function windowText(from: number, to: number, display: DisplayContext): string {
  const { strings, format, now } = display;
  if (from <= now) return strings.maintenanceUntil(toMinutes(to, display));
  const isToday = toMinutes(from, display) === toTime(from, display);
  const begin = isToday ? toTime(from, display) : clockText(from, DAY_AND_TIME, format);
  return strings.plannedMaintenance(begin, toMinutes(to, { format, now: from }));
}
