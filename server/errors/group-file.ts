/** Error groups as they are stored. A file may have been written by anybody: what cannot be used is left out. */

import { z } from 'zod';
import { ERROR_GROUPINGS, MAX_ERROR_GROUPS, TREND_STEPS } from '../contract/index.js';
import { DistinctCount, SMALL_PRECISION } from '../statistics/distinct-count.js';
import { type GroupAction, type GroupState, MAX_GROUP_ENDPOINTS, MAX_SAMPLES } from './group-state.js';

/** The longest texts. */
export const LENGTHS = {
  ...{ type: 100, message: 300, file: 200, function: 100, endpoint: 128, version: 100 },
  ...{ by: 100, note: 500, id: 128 },
} as const;
/** Lines of a stack. */
export const MAX_STACK_LINES = 12;

const text = (length: number) => z.string().max(length);
const time = z.number().min(0).max(8.64e15);
const count = z.number().min(0);
const place = { file: text(LENGTHS.file), function: text(LENGTHS.function).nullable() };
const position = z.number().nullable();
const actionFields = {
  at: time,
  by: text(LENGTHS.by).nullable(),
  note: text(LENGTHS.note).nullable(),
  credential: text(LENGTHS.by).nullable(),
  until: time.nullable(),
  version: text(LENGTHS.version).nullable(),
};
const action: z.ZodType<GroupAction> = z.object({
  kind: z.enum(['acknowledge', 'mute', 'resolve', 'reopen']),
  ...actionFields,
});
const sample = z.object({
  at: time,
  endpoint: text(LENGTHS.endpoint).nullable(),
  method: text(10).nullable(),
  status: z.number().nullable(),
  latency_ms: z.number().nullable(),
  trace_id: text(LENGTHS.id).nullable(),
  request_id: text(LENGTHS.id).nullable(),
  sentryEventId: text(32).nullable(),
});
const pairs = <Name extends z.ZodType>(name: Name, length: number) => z.array(z.tuple([name, count])).max(length);

/** A group in a file. */
const storedGroup = z.object({
  id: z.string().regex(/^[\da-f]{20}$/),
  grouping: z.enum(ERROR_GROUPINGS),
  type: text(LENGTHS.type),
  look: z.object({
    at: time,
    message: text(LENGTHS.message),
    location: z.object({ ...place, line: z.number(), column: position }).nullable(),
  }),
  count,
  firstSeen: time,
  lastSeen: time,
  fatalAt: time.nullable(),
  since: z.object({ version: text(LENGTHS.version), at: time }).nullable(),
  endpoints: pairs(text(LENGTHS.endpoint + 11), MAX_GROUP_ENDPOINTS),
  trend: pairs(z.int(), TREND_STEPS),
  samples: z.array(sample).max(MAX_SAMPLES),
  stack: z
    .object({
      at: time,
      lines: z
        .array(z.object({ ...place, line: position, column: position, is_own: z.boolean() }))
        .max(MAX_STACK_LINES),
    })
    .nullable(),
  sessions: z.string(),
  isAnnounced: z.boolean(),
  action: action.nullable(),
  resolved: action.nullable(),
  returned: z.object({ of: time, at: time }).nullable(),
});

/** A group in a file. */
export type StoredGroup = z.infer<typeof storedGroup>;

/** What is stored of the groups. */
export interface ErrorsRecord {
  groups: readonly StoredGroup[];
}

/** A group as it is stored. */
export function toStored({ endpoints, trend, sessions, ...rest }: GroupState): StoredGroup {
  // Sorted, so that equal states have equal texts.
  const sorted = <Name extends string | number>(counts: Map<Name, number>): [Name, number][] =>
    [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...rest, endpoints: sorted(endpoints), trend: sorted(trend), sessions: sessions.toJSON() };
}

/** The groups in a value that was read from disk; what is none is left out. */
export function readStored(value: unknown): GroupState[] {
  const { groups } = (typeof value === 'object' && value !== null ? value : {}) as { groups?: unknown };
  if (!Array.isArray(groups)) return [];
  return groups.slice(0, MAX_ERROR_GROUPS).flatMap((group) => {
    const { data } = storedGroup.safeParse(group);
    return data === undefined ? [] : [fromStored(data)];
  });
}

function fromStored({ endpoints, trend, sessions, ...rest }: StoredGroup): GroupState {
  return {
    ...rest,
    endpoints: new Map(endpoints),
    trend: new Map(trend),
    sessions: DistinctCount.from(sessions) ?? new DistinctCount(SMALL_PRECISION),
  };
}
