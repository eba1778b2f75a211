/**
 * Asks for a page's checks where the figures name none: from `health-src`, once per interval. Like history.ts it has no
 * timer of its own, so it rests with the page and ends with it.
 */
import type { CheckStatus } from '../server/contract/index.js';
import { fit } from './reading.js';
import type { Settings } from './settings.js';
import type { Controls } from './views/controls.js';

/** The checks by name. */
export type Checks = Readonly<Record<string, CheckStatus>>;

const TIME_LIMIT_MS = 10_000;

interface Memory {
  /** Where they come from; another address knows nothing of them. */
  healthSrc: string;
  /** Null until there was an answer; all unknown when there is none any more. */
  checks: Checks | null;
  /** When to ask again, in milliseconds since 1970. */
  due: number;
  /** What is asked just now. */
  open: AbortController | null;
}

const memories = new WeakMap<Controls, Memory>();

/** What is known; asks when it is due at a time in milliseconds since 1970. */
export function followChecks(
  { healthSrc, credentials, interval }: Pick<Settings, 'healthSrc' | 'credentials' | 'interval'>,
  controls: Controls,
  now: number,
): Checks | null {
  if (healthSrc === null) return null;
  const memory = memoryOf(healthSrc, controls);
  if (memory.open === null && now >= memory.due) {
    memory.due = now + interval * 1000;
    void ask(memory, credentials, controls);
  }
  return memory.checks;
}

function memoryOf(healthSrc: string, controls: Controls): Memory {
  const known = memories.get(controls);
  if (known?.healthSrc === healthSrc) return known;
  known?.open?.abort();
  const memory: Memory = { healthSrc, checks: null, due: 0, open: null };
  memories.set(controls, memory);
  if (known === undefined) {
    const { leave } = controls;
    controls.leave = () => {
      leave?.();
      const left = memories.get(controls);
      left?.open?.abort();
      if (left) Object.assign(left, { open: null, due: 0 });
    };
  }
  return memory;
}

/** A 503 is an answer. Never rejects. */
async function ask(memory: Memory, credentials: RequestCredentials, controls: Controls): Promise<void> {
  let checks: Checks | null = null;
  const controller = new AbortController();
  memory.open = controller;
  try {
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    const headers = { accept: 'application/json' };
    const response = await fetch(memory.healthSrc, { credentials, signal, cache: 'no-store', headers });
    checks = readChecks(await response.json());
  } catch {
    // Its failure alone says nothing of the system.
  }
  if (controller.signal.aborted) return;
  memory.open = null;
  memory.checks = checks ?? asUnknown(memory.checks);
  controls.set('checks', memory.checks);
}

/** Reads the `checks` of `GET /health/detailed`; null when that is no such answer. Never throws. */
export function readChecks(json: unknown): Checks | null {
  const { checks } = fit(json, { checks: () => ({ '*': '' }) }) as { checks: Checks | null };
  return checks;
}

/** Checks that were known and are not any more. */
function asUnknown(checks: Checks | null): Checks | null {
  return checks && Object.fromEntries(Object.keys(checks).map((name) => [name, 'unknown']));
}
