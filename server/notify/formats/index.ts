/** The bodies of webhooks, one format to a file. */

import type { Notification, NotificationFormat } from '../../contract/index.js';
import { json } from './json.js';
import { slack } from './slack.js';
import { teams } from './teams.js';

/** Makes the body of a webhook: a value that is sent as JSON. */
export type Formatter = (message: Notification) => unknown;

/** The formatters by the names that the option `notify` takes. */
export const FORMATS: Record<NotificationFormat, Formatter> = { json, slack, teams };
