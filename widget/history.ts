/**
 * Asks for a page's history: each range that is shown, once for every step of it. It has no timer of its own; whenever
 * the page is drawn it looks whether an answer is due, so it rests with the page and ends with it.
 */
import type { HistoryRange } from '../server/contract/index.js';
import { readHistory, type History } from './history-reading.js';
import type { Controls } from './views/controls.js';

/** What is known of one range; times are milliseconds since 1970. */
export interface HeldHistory {
  /** The newest answer; kept while later requests fail. */
  readonly history: History | null;
  /** Why the last request failed: its HTTP status code, 0 for no answer or an unusable one; null when it did not. */
  readonly failure: number | null;
  /** When to ask again. */
  readonly due: number;
}

/** Where to ask. */
export interface HistoryTarget {
  readonly historySrc: string;
  readonly credentials: RequestCredentials;
}

/** All in milliseconds. */
const TIME_LIMIT = 10_000;
const SHORTEST_REST = 15_000;
const LONGEST_REST = 300_000;
const REST_AFTER_FAILURE = 30_000;

/** One element's histories, and what it is asking for, by range and address. */
interface Memory {
  held: Map<string, HeldHistory>;
  open: Map<string, AbortController>;
  /** What the refresh under way has asked for after a failure: once is enough. */
  askedAgain: Set<string>;
}

const memories = new WeakMap<Controls, Memory>();

function memoryOf(controls: Controls): Memory {
  const known = memories.get(controls);
  if (known) return known;
  const memory: Memory = { held: new Map(), open: new Map(), askedAgain: new Set() };
  memories.set(controls, memory);
  const { leave } = controls;
  controls.leave = () => {
    leave?.();
    for (const controller of memory.open.values()) controller.abort();
    memory.open.clear();
  };
  return memory;
}

/** What is known of a range of this address. */
export function heldHistory(controls: Controls, historySrc: string, range: HistoryRange): HeldHistory | undefined {
  return memoryOf(controls).held.get(range + historySrc);
}

/** Asks for those of these ranges that are due at a time in milliseconds since 1970; call it whenever it may be so. */
export function followHistory(
  target: HistoryTarget,
  ranges: readonly HistoryRange[],
  controls: Controls,
  now: number,
): void {
  const { held: known, askedAgain } = memoryOf(controls);
  const isRefreshing = controls.state.get('refreshing') === true;
  if (!isRefreshing) askedAgain.clear();
  for (const range of ranges) {
    const key = range + target.historySrc;
    const held = known.get(key);
    const isAskedFor = isRefreshing && held?.failure !== null && !askedAgain.has(key);
    if (isAskedFor) askedAgain.add(key);
    if (held === undefined || now >= held.due || isAskedFor) void ask(target, range, controls);
  }
}

async function ask({ historySrc, credentials }: HistoryTarget, range: HistoryRange, controls: Controls): Promise<void> {
  const key = range + historySrc;
  const { held, open } = memoryOf(controls);
  if (open.has(key)) return;
  const controller = new AbortController();
  open.set(key, controller);
  const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(TIME_LIMIT)]);
  const answer = await request(historySrc, range, { credentials, signal });
  if (controller.signal.aborted) return;
  open.delete(key);
  const now = Date.now();
  if (typeof answer === 'number') {
    const history = held.get(key)?.history ?? null;
    held.set(key, { history, failure: answer, due: now + REST_AFTER_FAILURE });
  } else {
    const rest = Math.min(LONGEST_REST, Math.max(SHORTEST_REST, answer.step_seconds * 1000));
    held.set(key, { history: answer, failure: null, due: now + rest });
  }
  controls.set('history', now);
}

/** The history, or the HTTP status code of what was none; 0 when there was no answer. Never rejects. */
async function request(historySrc: string, range: HistoryRange, options: RequestInit): Promise<History | number> {
  try {
    const url = new URL(historySrc);
    url.searchParams.set('range', range);
    const headers = { accept: 'application/json' };
    const response = await fetch(url.href, { ...options, cache: 'no-store', headers });
    if (!response.ok) return response.status;
    return readHistory(await response.json()) ?? 0;
  } catch {
    return 0;
  }
}
