/** The options `notify` and `heartbeat`: their schemas, defaults and validation. Errors show nothing that is secret. */

import { z } from 'zod';
import { NOTIFICATION_FORMATS, type WebhookFormat } from '../contract/index.js';
import { requirePeer } from './optional-peer.js';
import { parse } from './invalid-value.js';
import type { HeartbeatOptions } from './monitor-options.js';
import type { MailTransport, NotifyTarget } from './notify-targets.js';
import { numberFrom, optionsObject, textUpTo } from './schema.js';
import { isRecord } from './values.js';

const DEFAULT_HEARTBEAT_SECONDS = 60;

function isAddress(given: unknown): boolean {
  if (typeof given !== 'string' || !URL.canParse(given)) return false;
  const url = new URL(given);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

function isHeaders(given: unknown): boolean {
  const { data } = z.record(z.string(), z.string()).safeParse(given);
  try {
    return data !== undefined && new Headers(data) instanceof Headers;
  } catch {
    return false;
  }
}

/** An http or https address. */
export const address = z.custom<string>(isAddress, 'an http or https address without user name and password');

/** Headers that are sent with every message. */
export const headersSchema = z.custom<Record<string, string>>(isHeaders, 'an object of header names and texts');

const SECRET = 'a text of 16 to 200 characters';

const webhook = optionsObject(
  {
    url: address,
    // The other formats have schemas of their own.
    format: z.enum(NOTIFICATION_FORMATS, NOTIFICATION_FORMATS.join(', ')).optional() as z.ZodType<
      WebhookFormat | undefined
    >,
    headers: headersSchema.optional(),
    secret: z.string(SECRET).min(16, SECRET).max(200, SECRET).optional(),
  },
  "a function, or an object such as { url: 'https://…', format: 'slack' }",
);

const MAILBOX = 'an e-mail address';
/** An address alone, or with a name before it. Commas would make several of it. */
const mailbox = z
  .string(MAILBOX)
  .max(320, MAILBOX)
  .regex(/^(?:[^<>\p{Cc},]*<[^<>@\s,]+@[^<>@\s,]+>|[^<>@\s,]+@[^<>@\s,]+)$/u, MAILBOX);

function isMailTransport(given: unknown): boolean {
  if (isRecord(given)) return typeof given['sendMail'] === 'function';
  return typeof given === 'string' && /^smtps?:\/\/[^/]/i.test(given) && URL.canParse(given);
}

const email = optionsObject({
  format: z.literal('email'),
  to: z.union([mailbox, z.array(mailbox).min(1).max(50)], `${MAILBOX}, or a list of them`),
  from: mailbox,
  smtp: z.custom<string | MailTransport>(
    isMailTransport,
    "an address such as 'smtps://user:password@mail.example', or a transporter of nodemailer",
  ),
});

const pagerDuty = optionsObject({
  format: z.literal('pagerduty'),
  routingKey: textUpTo(200),
  url: address.optional(),
});

const heartbeatSchema = optionsObject(
  {
    url: address,
    everySeconds: numberFrom(5, 3600, 'seconds from 5 to 3600').default(DEFAULT_HEARTBEAT_SECONDS),
  },
  "an object such as { url: 'https://…', everySeconds: 60 }",
);

/**
 * Checks the option `notify`: one target or a list of them; none unless given.
 * @throws TypeError naming each invalid option, its value and what is allowed
 */
export function resolveNotify(given: unknown): NotifyTarget[] {
  if (given === undefined) return [];
  return Array.isArray(given)
    ? // `map` would pass over the holes of a list.
      Array.from(given, (target: unknown, index) => targetOf(target, ['notify', index]))
    : [targetOf(given, ['notify'])];
}

/**
 * Checks the option `heartbeat`; undefined unless given.
 * @throws TypeError naming each invalid option, its value and what is allowed
 */
export function resolveHeartbeat(given: unknown): HeartbeatOptions | undefined {
  return given === undefined ? undefined : parseSecret(heartbeatSchema, given, ['heartbeat']);
}

function targetOf(given: unknown, path: readonly PropertyKey[]): NotifyTarget {
  if (typeof given === 'function') return given as NotifyTarget;
  const format = isRecord(given) ? given['format'] : undefined;
  if (format === 'email') {
    const target = parseSecret(email, given, path);
    // A missing package is said at once, not when the first message is due.
    if (typeof target.smtp === 'string') requirePeer('nodemailer', `${path.join('.')} with format email`);
    return target;
  }
  if (format === 'pagerduty') return parseSecret(pagerDuty, given, path);
  return parseSecret(webhook, given, path);
}

/** Checks a value that has secrets in it. */
export function parseSecret<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  path: readonly PropertyKey[],
): z.output<Schema> {
  return parse(schema, given, { whole: `option ${path.join('.')}`, path, describe: describeWithoutSecrets });
}

/** Shows of an address its origin, of other texts what comes before the first delimiter, and of headers their names. */
function describeWithoutSecrets(value: unknown, key: PropertyKey | undefined): string {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  if (Array.isArray(value)) return 'a list';
  if (key === 'headers' && typeof value === 'object') return `an object with ${Object.keys(value).join(', ')}`;
  if (typeof value !== 'string') return `a value of type ${typeof value}`;
  if (key === 'secret' || key === 'routingKey') return `a text of ${value.length} characters`;
  if (key === 'format') return JSON.stringify(value.slice(0, 100));
  if (URL.canParse(value) && /^https?:/i.test(value)) return JSON.stringify(`${new URL(value).origin}/…`);
  const start = value.split(/[/:@?#]/, 1)[0] ?? '';
  return JSON.stringify(start === value ? start.slice(0, 100) : `${start}…`);
}
