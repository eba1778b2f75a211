/** The file of an error that is about to end the process: all that can still be done is synchronous, and must be short. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileName, SCHEMA, type StoredAlerts } from './stored-files.js';

/**
 * Writes errors into a new file, under the id of a process that has no heartbeat: so the next process, or another one
 * that runs, takes it over at once. A new file cannot be a FIFO that nobody reads, so that opening it does not wait.
 * @returns its name; undefined when it could not be written
 */
export function writeCrash(folder: string, errors: unknown): string | undefined {
  const name = fileName('alerts', randomBytes(8).toString('hex'));
  const data: StoredAlerts = { alerting: { alerts: [], mutes: [] }, unsent: undefined, deploys: [], errors };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, name), JSON.stringify({ schema: SCHEMA, data }), { flag: 'wx', mode: 0o600 });
    return name;
  } catch {
    return undefined;
  }
}
