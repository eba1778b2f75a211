// @ts-check
/**
 * A process that stores history as fast as it can, to be killed: each round is one snapshot (five minutes of made-up
 * time). It prints the number of each round when its write is done. Arguments: the folder and the first round's number.
 */
import { Sketch } from '../../server/collector/histogram/histogram.js';
import { JsonFile } from '../../server/storage/json-file.js';
import { History } from '../../server/history/history.js';
import { isHistoryRecord } from '../../server/history/snapshots.js';
import { SNAPSHOT_MS, startOfRound } from './time.js';

const [folder = '', from = '0'] = process.argv.slice(2);

process.stdout.write('ready\n');
let round = Number(from);
const onMessage = (/** @type {string} */ message) => console.error(message);
const isValid = isHistoryRecord;
const wall = startOfRound(round);
const file = await JsonFile.open({ folder, name: 'history', schema: 1, isValid, onMessage, wall });
const restored = file.data === undefined ? [] : [file.data];
const history = new History({ restored, endpoints, wall, now: wall });
if (history.rejected > 0) console.error(`${history.rejected} snapshots could not be read`);
for (; ; round++) {
  for (let at = startOfRound(round) + 5000; at <= startOfRound(round) + SNAPSHOT_MS; at += 60_000) {
    const latency = new Sketch();
    for (let number = 0; number < 20; number++) latency.record(1 + ((round * 37 + number * 91) % 2000));
    const counts = { requests: 20, failed: 1, classes: { '5xx': 1 }, latency, activeSessions: 3 };
    history.add({ wall: at, now: at, level: 'healthy', ...counts });
  }
  await file.write(history.toJSON());
  process.stdout.write(`${round}\n`);
}

function endpoints() {
  return Array.from({ length: 20 }, (_, number) => {
    const latency = new Sketch();
    for (let value = 1; value < 100; value++) latency.record(value * (number + 1));
    return { endpoint: `/items/${number}`, method: 'GET', requests: 99, failed: 0, latency };
  });
}
