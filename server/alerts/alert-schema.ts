/** What of the alerts is stored. */

import { z } from 'zod';
import { type Alert, type Mute, SEVERITIES, UNITS } from '../contract/index.js';

/** An alert with what only its keeper needs to know. */
export interface StoredAlert extends Omit<Alert, 'muted_until'> {
  state: 'firing' | 'resolved';
  /** The last that was handed on to be sent. */
  told: 'nothing' | 'firing' | 'flapping' | 'resolved';
  /** Raised by `report` and not by a rule. */
  isReported: boolean;
  /** The rule's last changes, milliseconds since 1970, oldest first. */
  changes: number[];
}

/** All that is stored, as JSON. */
export interface AlertRecord {
  /** Newest first within each type. */
  alerts: StoredAlert[];
  mutes: Mute[];
}

const textOrNull = z.string().nullable();
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
});
const storedAlert: z.ZodType<StoredAlert> = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  severity: z.enum(SEVERITIES),
  state: z.enum(['firing', 'resolved']),
  message: z.string(),
  value: z.number(),
  peak_value: z.number(),
  unit: z.enum(UNITS),
  threshold: z.number(),
  window_seconds: z.number(),
  time: z.number(),
  timestamp: time,
  resolved_at: time.nullable(),
  evidence: evidence.nullable(),
  acknowledged: z.object({ by: textOrNull, note: textOrNull, at: time }).nullable(),
  flapping: z.boolean(),
  told: z.enum(['nothing', 'firing', 'flapping', 'resolved']),
  isReported: z.boolean(),
  changes: z.array(z.number()),
});
const record: z.ZodType<AlertRecord> = z.object({
  alerts: z.array(storedAlert),
  mutes: z.array(z.object({ type: z.string().min(1), by: textOrNull, note: textOrNull, until: time })),
});

/** Whether what was read from disk is a record. */
export function isAlertRecord(value: unknown): value is AlertRecord {
  return record.safeParse(value).success;
}
