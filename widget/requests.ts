/**
 * Asks for the requests of the endpoint that is opened: at once, and again with each answer of the poll. Like history.ts
 * it has no timer of its own, so it rests with the page; it ends when the endpoint is closed or the element leaves.
 */
import type { Metrics } from '../server/contract/index.js';
import { readRequests, type Requests } from './requests-reading.js';
import { beside, type Settings } from './settings.js';
import type { Controls } from './views/controls.js';
import type { Opened } from './views/endpoints-table.js';

/** The newest that failed, then the slowest. */
export type Found = readonly [failed: Requests, slow: Requests];

/** What is known of an endpoint's requests. */
export interface HeldRequests {
  /** The newest answers; kept while later requests fail. */
  found: Found | null;
  /** Why the last request failed: its HTTP status code, 0 for no answer or an unusable one; null when it did not. */
  failure: number | null;
}

/** So many of a kind are enough to see what they have in common. */
const LIMIT = 8;
const TIME_LIMIT_MS = 10_000;

/** What one element has asked. */
interface Memory extends HeldRequests {
  opened: Opened;
  src: string;
  /** The figures with which it was asked last; null when it has to ask. */
  askedWith: Metrics | null;
  open: AbortController | null;
}

const memories = new WeakMap<Controls, Memory>();

/** What is known; asks when these figures are newer than that. Call it whenever it may be so. */
export function followRequests(
  opened: Opened,
  metrics: Metrics,
  settings: Pick<Settings, 'src' | 'credentials'>,
  controls: Controls,
): HeldRequests {
  const memory = memoryOf(opened, settings.src, controls);
  if (memory.open === null && memory.askedWith !== metrics) {
    memory.askedWith = metrics;
    void ask(memory, settings.credentials, controls);
  }
  return memory;
}

/** Asks once more. */
export function askAgain(controls: Controls): void {
  const memory = memories.get(controls);
  if (memory) memory.askedWith = null;
  controls.set('requests', null);
}

function memoryOf(opened: Opened, src: string, controls: Controls): Memory {
  const known = memories.get(controls);
  if (known?.opened === opened && known.src === src) return known;
  known?.open?.abort();
  const memory: Memory = { opened, src, found: null, failure: null, askedWith: null, open: null };
  memories.set(controls, memory);
  if (known === undefined) {
    const { leave } = controls;
    controls.leave = () => {
      leave?.();
      const left = memories.get(controls);
      left?.open?.abort();
      if (left) Object.assign(left, { open: null, askedWith: null });
    };
  }
  return memory;
}

async function ask(memory: Memory, credentials: RequestCredentials, controls: Controls): Promise<void> {
  const { opened, src } = memory;
  const controller = new AbortController();
  memory.open = controller;
  const ended = AbortSignal.any([controller.signal, opened.closing.signal]);
  const options = { credentials, signal: AbortSignal.any([ended, AbortSignal.timeout(TIME_LIMIT_MS)]) };
  const [failed, slow] = await Promise.all([
    request('failed', src, opened, options),
    request('slow', src, opened, options),
  ]);
  if (ended.aborted) return;
  memory.open = null;
  const failure = [failed, slow].find((answer) => typeof answer === 'number');
  memory.failure = failure ?? null;
  if (typeof failed !== 'number' && typeof slow !== 'number') memory.found = [failed, slow];
  controls.set('requests', memory.found);
}

/** The requests, or the HTTP status code of what was no answer; 0 when there was none at all. Never rejects. */
async function request(
  kind: 'failed' | 'slow',
  src: string,
  { method, endpoint }: Opened,
  options: RequestInit,
): Promise<Requests | number> {
  try {
    const url = new URL(beside(src, 'metrics/requests') ?? '');
    for (const [name, value] of Object.entries({ kind, limit: String(LIMIT), endpoint, method })) {
      url.searchParams.set(name, value);
    }
    const headers = { accept: 'application/json' };
    const response = await fetch(url.href, { ...options, cache: 'no-store', headers });
    if (!response.ok) return response.status;
    return readRequests(await response.json(), { kind, method, endpoint }) ?? 0;
  } catch {
    return 0;
  }
}
