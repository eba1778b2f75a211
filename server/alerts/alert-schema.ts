/** Alerts as they are stored. */

import { z } from 'zod';
import { type Acknowledgement, type Alert, ALERT_METRICS, COMPARISONS, SEVERITIES, UNITS } from '../contract/index.js';
import { type StoredMute, storedMuteSchema } from './mutes.js';

/** An alert with the fields that the API does not show. */
export interface StoredAlert extends Omit<
  Alert,
  'muted_until' | 'condition' | 'waiting' | 'confirmed' | 'recovering' | 'notified_at'
> {
  state: 'firing' | 'resolved';
  /** Missing where an earlier version has stored the alert. */
  condition?: Alert['condition'] | undefined;
  /** Missing where an earlier version has stored the alert. */
  waiting?: number | undefined;
  notified_at?: string | null | undefined;
  /** Until when maintenance of endpoints keeps it back, although it is about the whole app; milliseconds since 1970. */
  keptUntil?: number | undefined;
  /** Of a restored alert: false until there are enough requests to tell whether it goes on. */
  isConfirmed?: boolean | undefined;
  isRecovering?: boolean | undefined;
  /** The last that was handed on to be sent. */
  told: 'nothing' | 'firing' | 'flapping' | 'resolved';
  /** Raised by `report` and not by a rule. */
  isReported: boolean;
  /** The rule's last changes, milliseconds since 1970, oldest first. */
  changes: number[];
}

/** The stored JSON. */
export interface AlertRecord {
  /** Newest first within each type. */
  alerts: StoredAlert[];
  mutes: StoredMute[];
  /** Of alerts of other processes, which take them from here. */
  acknowledgements?: (Acknowledgement & { id: string })[] | undefined;
}

const textOrNull = z.string().nullable();
const credential = textOrNull.default(null);
const time = z.iso.datetime();
const evidence = z.object({
  value: z.number(),
  threshold: z.number(),
  window_seconds: z.number(),
  sample_size: z.number(),
  count: z.number(),
  endpoints: z.array(
    z.object({ endpoint: z.string(), method: z.string(), count: z.number(), share_percent: z.number() }),
  ),
  first: z.object({ time, endpoint: z.string(), method: z.string() }).nullable(),
  waiting: z.array(z.object({ endpoint: z.string(), method: z.string(), percent: z.number() })).optional(),
  affected_sessions: z.number().optional(),
  error_group: z
    .object({
      id: z.string(),
      type: z.string(),
      message: z.string(),
      location: z
        .object({ file: z.string(), line: z.number(), column: z.number().nullable(), function: textOrNull })
        .nullable(),
      count: z.number(),
      sessions: z.number().nullable(),
    })
    .optional(),
});
const impact = z.object({
  from: time,
  to: time,
  requests: z.number(),
  count: z.number(),
  endpoints: z.array(z.object({ endpoint: z.string(), method: z.string(), count: z.number() })),
  affected_sessions: z.number().nullable(),
  is_minimum: z.boolean(),
});
const condition = z.object({
  metric: z.enum(ALERT_METRICS),
  comparison: z.enum(COMPARISONS),
  error_class: textOrNull,
  check: textOrNull,
  endpoint: textOrNull,
  method: textOrNull,
  dependency: textOrNull.optional(),
  name: textOrNull.optional(),
});
const storedAlert: z.ZodType<StoredAlert> = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  severity: z.enum(SEVERITIES),
  state: z.enum(['firing', 'resolved']),
  message: z.string(),
  condition: condition.nullish(),
  value: z.number(),
  peak_value: z.number(),
  unit: z.enum(UNITS),
  threshold: z.number(),
  window_seconds: z.number(),
  time: z.number(),
  timestamp: time,
  resolved_at: time.nullable(),
  evidence: evidence.nullable(),
  impact: impact.optional(),
  ended_idle: z.literal(true).optional(),
  acknowledged: z.object({ by: textOrNull, note: textOrNull, at: time, credential }).nullable(),
  flapping: z.boolean(),
  waiting: z.number().optional(),
  notified_at: time.nullish(),
  told: z.enum(['nothing', 'firing', 'flapping', 'resolved']),
  isReported: z.boolean(),
  changes: z.array(z.number()),
});
const record: z.ZodType<AlertRecord> = z.object({
  alerts: z.array(storedAlert),
  mutes: z.array(storedMuteSchema),
  acknowledgements: z
    .array(z.object({ id: z.string(), by: textOrNull, note: textOrNull, at: time, credential }))
    .optional(),
});

/** Whether a value that was read from disk is a record of alerts. */
export function isAlertRecord(value: unknown): value is AlertRecord {
  return record.safeParse(value).success;
}
