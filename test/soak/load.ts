/** What the driver of the soak test does, each with what the monitor has to count for it. */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { ask, disturb, leave, pipeline } from './client.js';
import type { Settings } from './scene.js';

/** Requests by what became of them: `ok`, or an error class. Errors that are reported without a request are `reported`. */
export type Ledger = Map<string, number>;

/** Something that clients do. Returns what has to be counted, and throws when the answer is another than expected. */
export interface Action {
  name: string;
  /** How often, compared with others. */
  weight: number;
  run: (at: Place) => Promise<Record<string, number>>;
}

/** Where and with what an action is done. */
export interface Place {
  port: number;
  tokens: Settings['tokens'];
  isKoa: boolean;
  /** At least 0, less than 1. */
  random: () => number;
}

const SESSIONS = 3000;
const METHODS = ['PROPFIND', 'PURGE', 'M-SEARCH', 'REPORT', 'LOCK'];
const NOISE = [
  '\u0000\u0001',
  'GET / HTTP/9.9\r\n\r\n',
  'GET',
  'POST /items HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
];

const nothing = {};
const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

function expect(status: number, ...wanted: number[]): void {
  if (!wanted.includes(status)) throw new Error(`the status is ${status} instead of ${wanted.join(' or ')}`);
}

function below(random: () => number, end: number): number {
  return Math.floor(end * random());
}

/** A request that has one status and is counted in one class. */
function simple(name: string, weight: number, path: (place: Place) => string, status: number, counted: string): Action {
  return {
    name,
    weight,
    run: async (place) => {
      const headers = { Cookie: `sid=session-${below(place.random, SESSIONS)}` };
      const method = name === 'bad CSRF token' ? 'POST' : 'GET';
      expect(await ask(place.port, path(place), { method, headers }), status);
      return { [counted]: 1 };
    },
  };
}

export const actions: readonly Action[] = [
  simple('ordinary request', 200, ({ random }) => `/items/${below(random, 1e6)}`, 200, 'ok'),
  simple('unknown address', 60, ({ random }) => `/${below(random, 1e9).toString(36)}/x?y=${random()}`, 404, '4xx'),
  simple('without login', 30, () => '/private', 401, '4xx'),
  simple('bad CSRF token', 30, () => '/form', 403, 'csrf'),
  simple('over the quota', 10, () => '/quota', 429, 'quota'),
  simple('late answer', 2, () => '/late', 200, 'timeout'),
  {
    name: 'broken handler',
    weight: 8,
    run: async ({ port }) => {
      expect(await ask(port, '/broken'), 500);
      return { reported: 1 };
    },
  },
  {
    name: 'strange method',
    weight: 10,
    run: async ({ port, random }) => {
      const method = METHODS[below(random, METHODS.length)] ?? '';
      expect(await ask(port, `/items/${random()}`, { method }), 404, 405);
      return { '4xx': 1 };
    },
  },
  {
    name: 'slow body',
    weight: 4,
    run: async ({ port, random }) => {
      expect(await ask(port, '/items', { method: 'POST', body: 'x'.repeat(10_000) }, 100 + 300 * random()), 201);
      return { ok: 1 };
    },
  },
  {
    name: 'slow reader',
    weight: 2,
    run: async ({ port, random }) => {
      expect(await ask(port, '/large', {}, 500 + 1000 * random()), 200);
      return { ok: 1 };
    },
  },
  {
    name: 'client that leaves in the middle of the answer',
    weight: 20,
    run: async ({ port }) => {
      await leave(port, 'GET /endless HTTP/1.1', 'begun');
      return { aborted: 1 };
    },
  },
  {
    name: 'client that leaves in the middle of its body',
    weight: 10,
    run: async ({ port }) => {
      await leave(port, 'POST /items HTTP/1.1\r\nContent-Length: 100\r\nExpect: 100-continue', '100 Continue');
      return { aborted: 1 };
    },
  },
  {
    name: 'pipelined requests',
    weight: 4,
    run: async ({ port, random }) => {
      const count = 2 + below(random, 60);
      const statuses = await pipeline(port, '/items/1', count);
      if (statuses.length !== count) throw new Error(`${statuses.length} of ${count} were answered`);
      statuses.forEach((status) => expect(status, 200));
      return { ok: count };
    },
  },
  {
    name: 'pipelined history',
    weight: 1,
    run: async ({ port, tokens }) => {
      const headers = `Authorization: Bearer ${tokens.viewer}\r\n`;
      const statuses = await pipeline(port, '/metrics/history?range=24h', 30, headers);
      statuses.forEach((status) => expect(status, 200));
      return nothing;
    },
  },
  {
    name: 'poll',
    weight: 20,
    run: async ({ port, tokens, random }) => {
      const path = [
        '/metrics',
        '/health/detailed',
        '/metrics/requests?kind=slow',
        '/monitoring/badge.svg',
        '/monitoring',
      ];
      const isViewer = random() < 0.5;
      const status = await ask(port, path[below(random, path.length)] ?? '', {
        headers: isViewer ? bearer(tokens.viewer) : {},
      });
      expect(status, 200, 503, ...(isViewer ? [] : [401]));
      return nothing;
    },
  },
  {
    name: 'wrong token',
    weight: 20,
    run: async ({ port, random }) => {
      expect(await ask(port, '/metrics', { headers: bearer(`wrong-token-${random()}`) }), 401, 429);
      return nothing;
    },
  },
  {
    name: 'deploy without a right',
    weight: 5,
    run: async ({ port, tokens }) => {
      const headers = { ...bearer(tokens.viewer), 'Content-Type': 'application/json' };
      expect(await ask(port, '/monitoring/deploys', { method: 'POST', headers, body: '{"version":"x"}' }), 403);
      return nothing;
    },
  },
  {
    name: 'deploy',
    weight: 0.1,
    run: async ({ port, tokens, random }) => {
      const headers = { ...bearer(tokens.operator), 'Content-Type': 'application/json' };
      const body = JSON.stringify({ version: `v${below(random, 1000)}` });
      expect(await ask(port, '/monitoring/deploys', { method: 'POST', headers, body }), 200, 201);
      return nothing;
    },
  },
  {
    name: 'reports of another program',
    weight: 5,
    run: async ({ port, tokens, random }) => {
      const count = 1 + below(random, 50);
      const report = { kind: 'request', endpoint: '/reported', method: 'GET', statusCode: 200, latencyMs: 5 };
      const body = `${JSON.stringify(report)}\nno JSON\n`.repeat(count);
      const headers = { ...bearer(tokens.ingest), 'Content-Type': 'application/x-ndjson' };
      expect(await ask(port, '/monitoring/ingest', { method: 'POST', headers, body }), 202);
      return { ok: count };
    },
  },
  {
    name: 'websocket',
    weight: 4,
    run: async ({ port }) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`);
      await once(socket, 'open');
      socket.send('bye');
      await once(socket, 'close');
      return { ok: 1 };
    },
  },
  {
    name: 'noise',
    weight: 5,
    run: async ({ port, random }) => {
      await disturb(port, NOISE[below(random, NOISE.length)] ?? '');
      return nothing;
    },
  },
];
