/** The options `notify` and `heartbeat`: their types, defaults and validation. Errors never show what is secret. */

import { z } from 'zod';
import { type Notification, type NotificationFormat, NOTIFICATION_FORMATS } from '../contract/index.js';

/** Where alerts are sent: a webhook, or a function, which may be async; one that fails is called again later. */
export type NotifyTarget =
  | {
      /** Its path and query are treated as secret. */
      url: string;
      /** The body's form; `json` unless given. */
      format?: NotificationFormat | undefined;
      /** Sent with every message. */
      headers?: Record<string, string> | undefined;
    }
  | ((message: Notification) => unknown);

/** A sign of life to a watcher outside. */
export interface HeartbeatOptions {
  /** Its path and query are treated as secret. */
  url: string;
  /** 5 to 3,600. */
  everySeconds: number;
}

const DEFAULT_EVERY_SECONDS = 60;

const ADDRESS = 'an http or https address without user name and password';
const TARGET = "a function, or an object such as { url: 'https://…', format: 'slack' }";

function isAddress(given: unknown): boolean {
  if (typeof given !== 'string' || !URL.canParse(given)) return false;
  const url = new URL(given);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

function isHeaders(given: unknown): boolean {
  if (!z.record(z.string(), z.string()).safeParse(given).success) return false;
  try {
    return new Headers(given as Record<string, string>) instanceof Headers;
  } catch {
    return false;
  }
}

const webhook = z.strictObject({
  url: z.custom<string>(isAddress, ADDRESS),
  format: z
    .custom<NotificationFormat>(
      (given) => NOTIFICATION_FORMATS.some((format) => format === given),
      NOTIFICATION_FORMATS.join(', '),
    )
    .optional(),
  headers: z.custom<Record<string, string>>(isHeaders, 'an object of header names and texts').optional(),
});

const heartbeat = z.strictObject({
  url: z.custom<string>(isAddress, ADDRESS),
  everySeconds: z
    .custom<number>((given) => typeof given === 'number' && given >= 5 && given <= 3600, 'seconds from 5 to 3600')
    .default(DEFAULT_EVERY_SECONDS),
});

/**
 * Checks the option `notify`: one target or a list of them; none unless given.
 * @throws TypeError naming each wrong option, its value and what is allowed
 */
export function resolveNotify(given: unknown): NotifyTarget[] {
  if (given === undefined) return [];
  return Array.isArray(given)
    ? given.map((target: unknown, place) => targetOf(target, `notify.${place}`))
    : [targetOf(given, 'notify')];
}

/**
 * Checks the option `heartbeat`; undefined unless given.
 * @throws TypeError naming each wrong option, its value and what is allowed
 */
export function resolveHeartbeat(given: unknown): HeartbeatOptions | undefined {
  if (given === undefined) return undefined;
  return parse(heartbeat, given, 'heartbeat', "an object such as { url: 'https://…', everySeconds: 60 }");
}

function targetOf(given: unknown, name: string): NotifyTarget {
  return typeof given === 'function' ? (given as NotifyTarget) : parse(webhook, given, name, TARGET);
}

function parse<T extends z.ZodRawShape>(
  schema: z.ZodObject<T, z.core.$strict>,
  given: unknown,
  name: string,
  allowed: string,
): z.output<typeof schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const said = result.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const unknown = issue.keys.map((key) => `${name}.${key}`).join(', ');
      return `unknown option ${unknown}; allowed: ${Object.keys(schema.shape).join(', ')}`;
    }
    const [field] = issue.path;
    if (field === undefined) return `option ${name} is ${inWords(given)}; allowed: ${allowed}`;
    const value = (given as Record<PropertyKey, unknown>)[field];
    return `option ${name}.${String(field)} is ${inWords(value, field)}; allowed: ${issue.message}`;
  });
  throw new TypeError(`align-monitor: ${said.join('; ')}`);
}

/** A value as errors show it: of an address and of other texts no more than can be no secret, of headers nothing. */
function inWords(value: unknown, field?: PropertyKey): string {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  if (Array.isArray(value)) return 'a list';
  if (field === 'headers' && typeof value === 'object') return `an object with ${Object.keys(value).join(', ')}`;
  if (typeof value !== 'string') return `a value of type ${typeof value}`;
  if (field === 'format') return JSON.stringify(value.slice(0, 100));
  if (URL.canParse(value) && /^https?:/i.test(value)) return JSON.stringify(`${new URL(value).origin}/…`);
  const shown = value.split(/[/:@?#]/, 1)[0] ?? '';
  return JSON.stringify(shown === value ? shown.slice(0, 100) : `${shown}…`);
}
