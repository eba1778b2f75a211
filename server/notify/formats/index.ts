/** The bodies of webhooks, one format to a file. */

import type { Notification, WebhookFormat } from '../../contract/index.js';
import { discord } from './discord.js';
import { json } from './json.js';
import { mattermost } from './mattermost.js';
import { slack } from './slack.js';
import { teams } from './teams.js';

/** Makes the body of a webhook: a value that is sent as JSON. */
export type Formatter = (message: Notification) => unknown;

/** The formatters by the names that the option `notify` takes. */
export const FORMATS: Record<WebhookFormat, Formatter> = { json, slack, teams, discord, mattermost };
