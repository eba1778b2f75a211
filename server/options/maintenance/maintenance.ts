/** The option `maintenance`: its schema, and the windows that it makes. */

import { z } from 'zod';
import type { Redact } from '../../text/redact.js';
import { endpointKeyOf, endpointKeySchema, KEY_ALLOWED } from '../endpoint-key.js';
import { invalid, invalidValue, problemsOf } from '../invalid-value.js';
import { MaintenancePlan, type PlannedWindow } from './plan.js';
import { integerFrom, optionsObject } from '../schema.js';
import { isRecord } from '../values.js';
import { isTimeZone } from './zoned-time.js';

const MAX_NOTE = 500;
const MAX_ENDPOINTS = 50;
const MAX_WINDOWS = 500;
const MAX_MINUTES = 24 * 60;

/** In the order of `Date.getUTCDay`. */
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** A day of the week in English. */
export type Weekday = (typeof WEEKDAYS)[number];

interface MaintenanceScope {
  /** Shown to everybody who sees the status; at most 500 characters. */
  note?: string | undefined;
  /** The only endpoints that it is about, such as `['GET /export']`; the whole app unless given. */
  endpoints?: readonly string[] | undefined;
}

/** A time in which alerts are recorded but not sent; dates, or texts such as `2026-11-24T22:00:00Z`. */
export interface OneMaintenance extends MaintenanceScope {
  from: Date | string;
  to: Date | string;
}

/** The same, again and again: `{ weekdays: ['sunday'], time: '02:00', durationMinutes: 90, timeZone: 'Europe/Berlin' }`. */
export interface RecurringMaintenance extends MaintenanceScope {
  /** Every day unless given. */
  weekdays?: readonly Weekday[] | undefined;
  /**
   * When it begins, by the clocks of the time zone. On the day on which they skip that time it begins as much later; on
   * the day on which they show it twice, the first time.
   */
  time: string;
  /** 1 to 1,440 minutes that pass, whatever the clocks are set to meanwhile. */
  durationMinutes: number;
  /** An IANA time zone, such as `Europe/Berlin`. */
  timeZone: string;
}

/** An entry of the option. */
export type MaintenanceWindow = OneMaintenance | RecurringMaintenance;

const DATE = "a date, or a text such as '2026-11-24T22:00:00Z'";
const timeOf = (given: Date | string): number => (given instanceof Date ? given.getTime() : Date.parse(given));
const date = z.custom<Date | string>(
  (given) => (typeof given === 'string' || given instanceof Date) && !Number.isNaN(timeOf(given)),
  DATE,
);

const scope = {
  note: z
    .string(`a text of at most ${MAX_NOTE} characters`)
    .max(MAX_NOTE, `a text of at most ${MAX_NOTE} characters`)
    .optional(),
  endpoints: z
    .array(endpointKeySchema, `a list of 1 to ${MAX_ENDPOINTS} endpoints, each ${KEY_ALLOWED}`)
    .min(1, 'at least one endpoint')
    .max(MAX_ENDPOINTS, `at most ${MAX_ENDPOINTS} endpoints`)
    .optional(),
};

const once = optionsObject({ from: date, to: date, ...scope });

const DAYS = `a list of ${WEEKDAYS.join(', ')}`;
const TIME = "a time from '00:00' to '23:59'";
const again = optionsObject({
  weekdays: z
    .array(z.enum(WEEKDAYS, DAYS), DAYS)
    .min(1, DAYS)
    .default([...WEEKDAYS]),
  time: z.string(TIME).regex(/^([01]\d|2[0-3]):[0-5]\d$/, TIME),
  durationMinutes: integerFrom(1, MAX_MINUTES, `a whole number from 1 to ${MAX_MINUTES}`),
  timeZone: z.custom<string>(isTimeZone, "an IANA time zone such as 'Europe/Berlin'"),
  ...scope,
});

const ALLOWED =
  'a list of { from, to } or { weekdays, time, durationMinutes, timeZone }, each with note and endpoints where wanted, at most ' +
  String(MAX_WINDOWS);

/**
 * Checks the option.
 * @throws TypeError naming each wrong part, its value and what is allowed
 */
export function resolveMaintenance(given: unknown, redact: Redact): MaintenancePlan {
  if (given === undefined) return new MaintenancePlan([]);
  const list = z.array(z.unknown(), ALLOWED).max(MAX_WINDOWS, ALLOWED).safeParse(given);
  if (!list.success)
    throw invalid(problemsOf(list.error, given, { whole: 'option maintenance', path: ['maintenance'] }));
  return new MaintenancePlan(list.data.map((window, index) => windowOf(window, index, redact)));
}

function windowOf(given: unknown, index: number, redact: Redact): PlannedWindow {
  const path = ['maintenance', index];
  const subject = { whole: `option ${path.join('.')}`, path };
  const scopeOf = ({ note, endpoints }: z.output<typeof once> | z.output<typeof again>) => ({
    note: note === undefined ? null : redact(note, MAX_NOTE),
    endpoints: endpoints?.map(endpointKeyOf) ?? null,
  });
  // What says when it begins tells the two kinds apart, so that an error names the parts of the kind that was meant.
  if (isRecord(given) && ['weekdays', 'time', 'durationMinutes', 'timeZone'].some((name) => name in given)) {
    const { success, data, error } = again.safeParse(given);
    if (!success) throw invalid(problemsOf(error, given, subject));
    const { weekdays, time, durationMinutes, timeZone } = data;
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    const days = new Set(weekdays.map((day) => WEEKDAYS.indexOf(day)));
    return { ...scopeOf(data), days, hour, minute, durationMs: durationMinutes * 60_000, timeZone };
  }
  const { success, data, error } = once.safeParse(given);
  if (!success) throw invalid(problemsOf(error, given, subject));
  const [from, to] = [timeOf(data.from), timeOf(data.to)];
  if (from >= to) throw invalidValue(`option ${path.join('.')}.to`, data.to, 'a time after `from`');
  return { ...scopeOf(data), from, to };
}
