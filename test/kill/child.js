// @ts-check
/**
 * A process that stores history as fast as it can, to be killed: each round is one snapshot of made-up time, with 100
 * requests. It prints `round <id> <number>` when a round has been stored, `deploy <version>` when its deploy has been,
 * and complaints on standard error. Arguments: the folder and the first round's number.
 */
import * as promises from 'node:fs/promises';
import { Alerts } from '../../server/alerts/alerts.js';
import { Histogram } from '../../server/collector/histogram/histogram.js';
import { DeployLog } from '../../server/deploys/deploy-log.js';
import { History } from '../../server/history/history.js';
import { emptyParts } from './empty-parts.js';
import { Storage } from '../../server/storage/storage.js';
import { SNAPSHOT_MS, startOfRound } from './time.js';

const PARTS = 5;
const [folder = '', from = '0'] = process.argv.slice(2);
let time = startOfRound(Number(from));
/** The last round that is complete, and the last that was when the history was made JSON of. */
let [complete, written] = [-1, -1];
/** @type {() => void} */
let onStored = () => undefined;

/** @type {(from: string, to: string) => Promise<void>} */
async function rename(source, target) {
  await promises.rename(source, target);
  const [, kind, id] = /(history|alerts)-([0-9a-f]{16})\.json$/.exec(target) ?? [];
  if (!source.endsWith('.tmp')) return;
  if (kind === 'alerts' && isDeployWritten) process.stdout.write(`deploy ${version}\n`);
  if (kind !== 'history') return;
  if (written >= 0) process.stdout.write(`round ${id} ${written}\n`);
  onStored();
}

const version = `${from}-${process.pid}`;
const history = new History({ endpoints, wall: time, now: time });
const toJSON = history.toJSON.bind(history);
history.toJSON = () => {
  written = complete;
  return toJSON();
};
const deploys = new DeployLog();
let isDeployWritten = false;
const deploysToJSON = deploys.toJSON.bind(deploys);
deploys.toJSON = () => {
  const all = deploysToJSON();
  isDeployWritten = all.some((deploy) => deploy.version === version);
  return all;
};
const storage = new Storage({
  folder,
  history,
  alerts: new Alerts({ rules: [] }),
  deploys,
  ...emptyParts,
  wall: () => time,
  sessions: { wantsKey: false, useKey: () => undefined },
  onMessage: (message) => console.error(message),
  fs: { ...promises, rename: /** @type {typeof promises.rename} */ (rename) },
});
process.stdout.write('ready\n');
await storage.start();
deploys.add(version, null, time);
for (let round = Number(from); ; round++) {
  for (let part = 1; part <= PARTS; part++) {
    time = startOfRound(round) + (part * SNAPSHOT_MS) / PARTS;
    const latency = new Histogram();
    for (let number = 0; number < 20; number++) latency.record(1 + ((round * 37 + number * 91) % 2000));
    const figures = { requests: 20, failed: 1, classes: { '5xx': 1 }, latency, activeSessions: 3, affected: null };
    history.add({ wall: time, now: time, level: 'healthy', ...figures });
  }
  complete = round;
  const stored = new Promise((resolve) => (onStored = () => resolve(undefined)));
  history.version++;
  storage.tick(time);
  await stored;
}

function endpoints() {
  return Array.from({ length: 5 }, (_, number) => {
    const latency = new Histogram();
    for (let value = 1; value < 100; value++) latency.record(value * (number + 1));
    return { endpoint: `/items/${number}`, method: 'GET', requests: 99, failed: 0, latency };
  });
}
