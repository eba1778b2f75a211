/** The option `objectives`: how many requests are to succeed over hours. */

import { z } from 'zod';
import { KEPT_SECONDS, SNAPSHOT_SECONDS } from '../contract/index.js';
import type { Redact } from '../text/redact.js';
import { type EndpointKey, endpointKeyOf, endpointKeySchema, endpointKeyText } from './endpoint-key.js';
import { optionsObject, textUpTo } from './schema.js';

/** One objective. */
export interface ObjectiveOptions {
  /** At most 64 characters, and another one than that of other objectives. */
  name: string;
  /** Percent of the requests that are to succeed, above 0 and below 100, such as 99.5. */
  target: number;
  /** Route templates, or methods and templates such as `GET /items/:id`; at most 20, all requests unless given. */
  endpoints?: readonly string[] | undefined;
  /** From `1h` to `24h`, such as `90m`; 24 hours unless given. */
  over?: string | undefined;
}

/** An objective with its defaults. */
export interface Objective {
  name: string;
  targetPercent: number;
  overSeconds: number;
  /** Empty: all. */
  endpoints: readonly EndpointKey[];
}

const MAX_OBJECTIVES = 10;
const MAX_ENDPOINTS = 20;
/** Endpoints of all objectives together; each takes room in every step of history. */
export const MAX_COUNTED = 40;
const MAX_NAME = 64;
const MAX_TEMPLATE_LENGTH = 256;
const SHORTEST_SECONDS = 3600;
const UNITS: Record<string, number> = { m: 60, h: 3600 };

const TARGET = 'percent above 0 and below 100, such as 99.5';
const ENDPOINTS = `a list of 1 to ${MAX_ENDPOINTS} endpoints, each a route template, or method and template such as 'GET /items/:id', and none twice`;
const OVER =
  `'1h' to '${KEPT_SECONDS / 3600}h' in steps of ${SNAPSHOT_SECONDS / 60} minutes, such as '90m', since history keeps ` +
  `${KEPT_SECONDS / 3600} hours; for days and weeks, align-monitor rules writes rules for Prometheus`;
const OBJECTIVES = `a list of at most ${MAX_OBJECTIVES} objectives with different names, of at most ${MAX_COUNTED} endpoints together`;

function secondsOf(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,4})([mh])$/.exec(text) ?? [];
  return Number(amount) * (UNITS[unit] ?? NaN);
}

function isOver(text: string): boolean {
  const seconds = secondsOf(text);
  return seconds >= SHORTEST_SECONDS && seconds <= KEPT_SECONDS && seconds % SNAPSHOT_SECONDS === 0;
}

/** A template counts all its methods already. */
function hasNoneTwice(given: readonly string[]): boolean {
  const keys = given.map(endpointKeyOf);
  return keys.every((key, index) =>
    keys.every((other, at) => {
      const isSame = other.template === key.template && (other.method === null || other.method === key.method);
      return at === index || !isSame;
    }),
  );
}

const objective = optionsObject(
  {
    name: textUpTo(MAX_NAME),
    target: z.number(TARGET).gt(0, TARGET).lt(100, TARGET),
    endpoints: z
      .array(endpointKeySchema, ENDPOINTS)
      .min(1, ENDPOINTS)
      .max(MAX_ENDPOINTS, ENDPOINTS)
      .refine(hasNoneTwice, ENDPOINTS)
      .optional(),
    over: z
      .string(OVER)
      .refine(isOver, OVER)
      .default(`${KEPT_SECONDS / 3600}h`),
  },
  "an object such as { name: 'uploads', target: 99 }",
);

/** The schema of the option. */
export const objectivesSchema = z
  .array(objective, OBJECTIVES)
  .max(MAX_OBJECTIVES, OBJECTIVES)
  .refine((given) => new Set(given.map(({ name }) => name)).size === given.length, OBJECTIVES)
  .refine((given) => new Set(given.flatMap(({ endpoints = [] }) => endpoints)).size <= MAX_COUNTED, OBJECTIVES)
  .default([]);

/** The objectives with what people read in them redacted, as are the names of endpoints that the collector knows. */
export function resolveObjectives(given: z.output<typeof objectivesSchema>, redact: Redact): Objective[] {
  return given.map(({ name, target, endpoints = [], over }) => ({
    name: redact(name, MAX_NAME),
    targetPercent: target,
    overSeconds: secondsOf(over),
    endpoints: endpoints.map(endpointKeyOf).map(({ template, method }) => ({
      template: redact(template, MAX_TEMPLATE_LENGTH),
      method,
    })),
  }));
}

/** The endpoints of all objectives, each once, by their names. */
export function objectiveEndpoints(objectives: readonly Objective[]): ReadonlyMap<string, EndpointKey> {
  return new Map(objectives.flatMap(({ endpoints }) => endpoints).map((key) => [endpointKeyText(key), key]));
}
