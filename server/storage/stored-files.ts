/** The files of a folder: their names, and what stands in them. */

import { setImmediate as turn } from 'node:timers/promises';
import { type AlertRecord, isAlertRecord } from '../alerts/alert-schema.js';
import type { StoredDeploy } from '../deploys/deploy-log.js';
import { type JobRecord, readJobs } from '../jobs/job-record.js';
import { type HistoryRecord, inOrder, isHistoryRecord, type Snapshot, unpack } from '../history/snapshots.js';

/** The version of the form of both files. */
export const SCHEMA = 1;

/** `history-<id>.json`: the history of one process, or of many that have ended. */
export interface StoredHistory extends HistoryRecord {
  /** Histories of processes that have ended, by id. */
  folded?: Record<string, HistoryRecord> | undefined;
}

/** `alerts-<id>.json`: alerts and mutes, messages that no target has taken yet, deploys, and error groups. */
export interface StoredAlerts {
  alerting: AlertRecord;
  unsent: unknown;
  deploys: readonly StoredDeploy[];
  /** Missing where an earlier version has written the file. */
  jobs?: readonly JobRecord[] | undefined;
  /** Missing where an earlier version has stored the file. */
  errors?: unknown;
  /** Names of files whose content is in this one, and which are about to be deleted. */
  contains?: readonly string[] | undefined;
}

/** What kind of file it is, and of which process. */
export interface FileName {
  kind: 'history' | 'alerts' | 'heartbeat' | 'leftover';
  id: string;
}

/** The content of a file. */
export type Content =
  | {
      kind: 'history';
      histories: Map<string, Pick<HistoryRecord, 'starts'> & { snapshots: Snapshot[] }>;
      rejected: number;
    }
  | { kind: 'alerts'; alerts: StoredAlerts };

/** A file that was written by a newer version. */
export class NewerSchemaError extends Error {}

/** How many snapshots are validated at once: it takes about a millisecond for each, and requests wait meanwhile. */
const BATCH = 8;
const ID = '[0-9a-f]{16}';
const DATA = new RegExp(`^(history|alerts)-(${ID})(?:\\.\\d+)?\\.json$`);
const HEARTBEAT = new RegExp(`^(${ID})\\.heartbeat$`);
/** Earlier versions named files by process number; at most one process had the files without a number. */
const EARLIER_DATA = /^(history|alerts)(?:-\d+){0,2}\.json$/;
/** Interrupted writes of this version and of earlier ones, and locks of earlier ones. */
const LEFTOVER =
  /^(?:session-key-[\da-f]{16}\.tmp|(?:history|alerts)(?:-[\da-f]+){0,2}\.(?:json\.tmp|json\.\d+-\d+|lock(?:\.guard|\.\d+\.\d+|\.guard\.\d+\.\d+)?))$/;

/** The file of one process; a number sets apart files of alerts that it has taken over. */
export function fileName(kind: 'history' | 'alerts', id: string, number?: number): string {
  return `${kind}-${id}${number === undefined ? '' : `.${number}`}.json`;
}

export function heartbeatName(id: string): string {
  return `${id}.heartbeat`;
}

/** Undefined when the file is none of ours. */
export function parseName(name: string): FileName | undefined {
  const [, heartbeatId] = HEARTBEAT.exec(name) ?? [];
  if (heartbeatId !== undefined) return { kind: 'heartbeat', id: heartbeatId };
  const [, kind = EARLIER_DATA.exec(name)?.[1], id = name] = DATA.exec(name) ?? [];
  if (kind === 'history' || kind === 'alerts') return { kind, id };
  return LEFTOVER.test(name) ? { kind: 'leftover', id: name } : undefined;
}

/**
 * Validates the JSON of a file.
 * @param wall milliseconds since 1970
 * @throws NewerSchemaError; SyntaxError when it is something else
 */
export async function parseContent({ kind, id }: FileName, json: unknown, wall: number): Promise<Content> {
  const data = dataOf(json);
  if (kind === 'alerts' && isStoredAlerts(data)) return { kind, alerts: { ...data, jobs: readJobs(data.jobs) } };
  if (kind !== 'history' || !isHistoryRecord(data)) throw new SyntaxError('it holds something else');
  let rejected = 0;
  const histories = new Map<string, { starts: number[]; snapshots: Snapshot[] }>();
  for (const [of, { starts, names, snapshots: packed }] of historiesOf(id, data)) {
    const snapshots: Snapshot[] = [];
    for (let from = 0; from < packed.length; from += BATCH) {
      snapshots.push(...unpack({ names, snapshots: packed.slice(from, from + BATCH) }));
      await turn();
    }
    rejected += packed.length - snapshots.length;
    histories.set(of, { starts, snapshots: inOrder(snapshots, wall) });
  }
  return { kind, histories, rejected };
}

/** The histories in the text of a file, by process; undefined when it cannot be used. */
export function readHistories(id: string, text: string): Map<string, HistoryRecord> | undefined {
  try {
    const data = dataOf(JSON.parse(text));
    return isHistoryRecord(data) ? historiesOf(id, data) : undefined;
  } catch {
    return undefined;
  }
}

/** The histories in a file, by process; that of the file's own process takes precedence. */
function historiesOf(id: string, data: StoredHistory): Map<string, HistoryRecord> {
  const folded = Object.entries(data.folded ?? {}).filter(([, record]) => isHistoryRecord(record));
  return new Map([...folded, [id, data]]);
}

/** The data in the envelope of both files. */
function dataOf(json: unknown): unknown {
  const { schema, data } = (typeof json === 'object' && json !== null ? json : {}) as Partial<Record<string, unknown>>;
  if (typeof schema === 'number' && schema > SCHEMA) {
    throw new NewerSchemaError(`schema ${schema}, this one knows ${SCHEMA}`);
  }
  if (schema !== SCHEMA) throw new SyntaxError('it holds something else');
  return data;
}

function isStoredAlerts(data: unknown): data is StoredAlerts {
  if (typeof data !== 'object' || data === null) return false;
  const { alerting, deploys } = data as Record<string, unknown>;
  return isAlertRecord(alerting) && Array.isArray(deploys);
}
