// @ts-check
/** The files of a process that has ended, as a new one finds them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeployLog, Histogram, History } from './parts.js';
import { latency, oneOf, seeded } from './traffic.js';

const dayMs = 86_400_000;
const stepMs = 5000;
const deploys = 100;
/** What all endpoints have, so that the slowest and the fastest differ. */
const sketches = 40;

/**
 * Stores a day that ends now: 288 snapshots of 20 endpoints each, and 100 deploys.
 *
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function storeDay(folder) {
  const random = seeded(1);
  const latencies = Array.from({ length: sketches }, () => sketchOf(random));
  const end = Date.now();
  let now = 0;
  const wall = () => end - dayMs + now;
  const history = new History({
    wall: wall(),
    now,
    endpoints: () =>
      Array.from({ length: 20 }, (_, index) => ({
        endpoint: `/courses/section-${index}/:id`,
        method: 'GET',
        requests: 200,
        failed: Math.floor(random() * 3),
        latency: oneOf(latencies, random),
      })),
  });
  while (now < dayMs) {
    now += stepMs;
    history.add({
      ...{ wall: wall(), now, requests: 200, failed: 1, classes: { '5xx': 1 } },
      ...{ latency: oneOf(latencies, random), activeSessions: 50, level: 'healthy' },
    });
  }
  const log = new DeployLog();
  for (let deploy = 1; deploy <= deploys; deploy++) {
    log.add(`1.${deploy}.0`, null, end - dayMs + (deploy / (deploys + 1)) * dayMs);
  }
  await mkdir(folder, { recursive: true });
  const id = '0123456789abcdef';
  const stored = { alerting: emptyAlerting, unsent: null, deploys: log.toJSON() };
  await writeFile(join(folder, `history-${id}.json`), JSON.stringify({ schema: 1, data: history.toJSON() }));
  await writeFile(join(folder, `alerts-${id}.json`), JSON.stringify({ schema: 1, data: stored }));
}

/** @param {() => number} random */
function sketchOf(random) {
  const histogram = new Histogram();
  for (let request = 0; request < 200; request++) histogram.record(latency(random));
  return histogram;
}

const emptyAlerting = { alerts: [], mutes: [] };
