/** What texts depend on besides the figures: English, for the team, at a fixed time. */
import type { PageDisplay } from '../../../widget/model/text/display-context.js';
import { formatFor } from '../../../widget/model/text/format.js';
import { teamHeadline } from '../../../widget/model/text/team-headline.js';
import { english } from '../../../widget/strings/en/en.js';

/** Milliseconds since 1970. */
export const NOW = Date.parse('2026-11-23T21:00:00Z');

export const teamDisplay: PageDisplay = {
  now: NOW,
  audience: 'team',
  strings: { ...(await english.page()), ...english },
  format: formatFor('en'),
  address: '/metrics',
  teamHeadline,
};
