/** A site under traffic: the real rules, engine and levels, evaluated every five seconds of a clock that only steps. */

import { Alerts, type AlertNotice } from '../../server/alerts/alerts.js';
import { resolveRules } from '../../server/options/rules.js';
import type { RuleInput, WindowFigures, WindowSessions } from '../../server/alerts/rules/rule-input.js';
import type { WaitingRequest } from '../../server/alerts/rules/waiting-requests.js';
import type { LatencyFigures } from '../../server/collector/histogram/histogram.js';
import type { Level } from '../../server/contract/index.js';
import { evaluateLevel, INITIAL_LEVEL_STATE, type LevelFigures } from '../../server/evaluation/level.js';
import { addTimeouts, LATENCIES, PLACE, PLACES, SLICE_SECONDS } from './traffic.js';

const START = Date.UTC(2026, 0, 1);
const LIMITS = { errorRatePercent: [1, 5], p95Ms: [200, 500] } as const;
const SLICES = 300 / SLICE_SECONDS;
/** After this time without an answer a request is counted as a timeout. */
const TIMEOUT_SLICES = 60 / SLICE_SECONDS;
const CLASSES = ['timeout', '5xx', '4xx'] as const;

const NONE = new Float64Array(PLACES);

/** Sums over the last slices, brought up to date with each. */
class Sums implements WindowFigures {
  readonly classes = new Map<string, number>();
  readonly latency: LatencyFigures;
  readonly sessions?: WindowSessions;
  readonly #sums = new Float64Array(PLACES);

  /** @param hasSessions whether every request carries a session; all but those of a client that tries again differ */
  constructor(hasSessions: boolean) {
    const at = (place: number): number => this.#sums[place] ?? 0;
    if (hasSessions) {
      this.sessions = {
        requests: Infinity,
        affected: null,
        withError: (name) => {
          const count = name === null ? this.failed : (this.classes.get(name) ?? 0);
          return name === null || name === '5xx' ? count - at(PLACE.repeated) : count;
        },
      };
    }
    this.latency = latencyOf(this.#sums);
  }

  get requests(): number {
    return this.#sums[PLACE.requests] ?? 0;
  }

  get failed(): number {
    return this.#sums[PLACE.failed] ?? 0;
  }

  move(added: Float64Array, removed: Float64Array): void {
    for (let place = 0; place < PLACES; place++) {
      this.#sums[place] = (this.#sums[place] ?? 0) + (added[place] ?? 0) - (removed[place] ?? 0);
    }
    for (const name of CLASSES) this.classes.set(name, this.#sums[PLACE[name]] ?? 0);
  }
}

function latencyOf(sums: Float64Array): LatencyFigures {
  return {
    get count() {
      return sums[PLACE.requests] ?? 0;
    },
    quantile: (q) => quantile(sums, q),
    countOver: (ms) =>
      LATENCIES.reduce((over, latency, range) => over + (latency > ms ? (sums[PLACE.latency + range] ?? 0) : 0), 0),
    withOpen(agesMs, windowMs) {
      const began = new Float64Array(PLACES);
      let count = 0;
      LATENCIES.forEach((latency, range) => {
        const ended = Math.round((sums[PLACE.latency + range] ?? 0) * Math.max(0, 1 - latency / windowMs));
        const above = LATENCIES[range - 1] ?? 0;
        const open = agesMs.filter((age) => age > above && age <= latency).length;
        began[PLACE.latency + range] = ended + open;
        count += ended + open;
      });
      began[PLACE.requests] = count;
      return latencyOf(began);
    },
  };
}

function quantile(sums: Float64Array, q: number): number | null {
  const count = sums[PLACE.requests] ?? 0;
  if (count === 0) return null;
  const rank = Math.max(1, Math.ceil(q * count - 1e-9));
  let seen = 0;
  for (let range = 0; range < LATENCIES.length; range++) {
    seen += sums[PLACE.latency + range] ?? 0;
    if (seen >= rank) return LATENCIES[range] ?? null;
  }
  return null;
}

/** One site. */
export class Site {
  /** By the levels' own figures, without the alerts. */
  figureLevel: Level = 'healthy';
  readonly alerting = new Alerts({ rules: resolveRules(undefined) });
  #levelState = INITIAL_LEVEL_STATE;
  #number = 0;
  readonly #ring = Array.from({ length: SLICES }, () => new Float64Array(PLACES));
  /** By seconds: every window that is asked for in each step. Others are added up when they are asked for. */
  readonly #windows: ReadonlyMap<number, Sums>;
  readonly #fiveMinutes: Sums;
  readonly #input: RuleInput & { waiting: readonly WaitingRequest[] };
  /** How many requests hang, by the slice in which they came, newest first. */
  readonly #hanging: number[] = [];

  constructor(hasSessions = false) {
    this.#windows = new Map([60, 100, 300].map((seconds) => [seconds, new Sums(hasSessions)]));
    const window = (seconds: number): Sums => {
      const kept = this.#windows.get(seconds);
      if (kept !== undefined) return kept;
      const sums = new Sums(hasSessions);
      const slices = Math.min(SLICES, seconds / SLICE_SECONDS);
      for (let steps = 1; steps <= slices; steps++) sums.move(this.#back(steps), NONE);
      return sums;
    };
    this.#fiveMinutes = window(300);
    this.#input = {
      window,
      endpoints: () => [],
      recent: () => [],
      waiting: [],
      activeSessions: 0,
      eventLoopDelayP99Ms: 0,
      uptimeSeconds: 1e6,
      check: () => undefined,
    };
  }

  /** Seconds since the start. */
  get seconds(): number {
    return this.#number * SLICE_SECONDS;
  }

  /** As people see it: red too while a critical alert fires, yellow while a warning does. */
  get level(): Level {
    const firing = this.alerting.firing();
    if (this.figureLevel === 'degraded' || firing.some(({ severity }) => severity === 'critical')) return 'degraded';
    return firing.length > 0 ? 'warning' : this.figureLevel;
  }

  /** Lets five seconds pass, which `fill` fills with traffic, and evaluates; answers what is sent. */
  step(fill: (slice: Float64Array) => void): AlertNotice[] {
    const place = this.#number % SLICES;
    const slice = new Float64Array(PLACES);
    fill(slice);
    this.#hanging.unshift(slice[PLACE.hanging] ?? 0);
    if (this.#hanging.length > TIMEOUT_SLICES) addTimeouts(slice, this.#hanging.pop() ?? 0);
    this.#input.waiting = this.#hanging.flatMap((count, slices) => {
      const ageMs = (slices + 0.5) * SLICE_SECONDS * 1000;
      return Array.from({ length: count }, () => ({ method: 'GET', endpoint: '/', ageMs }));
    });
    for (const [seconds, sums] of this.#windows) sums.move(slice, this.#back(seconds / SLICE_SECONDS));
    this.#ring[place] = slice;
    this.#number++;
    const now = this.seconds * 1000;
    const notices = this.alerting.evaluate(this.#input, now, START + now);
    const { level, state } = evaluateLevel(this.#judged, this.#levelState, LIMITS, now);
    this.#levelState = state;
    this.figureLevel = level;
    return notices;
  }

  get #judged(): LevelFigures {
    const { requests, failed, latency } = this.#fiveMinutes;
    return { requests, failed, latency, waiting: this.#input.waiting };
  }

  /** The slice of so many steps ago. */
  #back(steps: number): Float64Array {
    const slice = this.#ring[(this.#number - steps + SLICES) % SLICES];
    if (slice === undefined) throw new RangeError(`${steps} slices are not kept`);
    return slice;
  }
}
