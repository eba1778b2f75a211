/** What rules see of the app: figures over the last seconds, handed in from outside. Nothing in here knows the collector. */

/** Latencies in milliseconds, as collector/sketch.ts answers them. */
export interface LatencyFigures {
  readonly count: number;
  /** The nearest-rank quantile; null when nothing was measured. */
  quantile(q: number): number | null;
  /** How many are over a limit, so that `quantile(q) > limit` and `countOver(limit) > (1 - q) × count` say the same. */
  countOver(ms: number): number;
}

/** Sums over a rule's window. */
export interface WindowFigures {
  requests: number;
  failed: number;
  /** Count by error class name; absent means 0. */
  classes: ReadonlyMap<string, number>;
  latency: LatencyFigures;
}

/** The same for one endpoint. */
export interface EndpointFiguresView extends WindowFigures {
  /** The route template. */
  endpoint: string;
  method: string;
}

/** One of the last requests. */
export interface RecentView {
  /** When it ended, milliseconds since 1970. */
  time: number;
  endpoint: string;
  method: string;
  /** NaN when it is not known. */
  latencyMs: number;
  errorClass: string | null;
  failed: boolean;
  /** Whether its latency counts in the percentiles. */
  measured: boolean;
}

/** All that rules can ask. */
export interface RuleView {
  /** The whole app over the last `seconds`. */
  window(seconds: number): WindowFigures;
  /** Each endpoint over the last `seconds`, busiest first (may be coarser in time). */
  endpoints(seconds: number): readonly EndpointFiguresView[];
  /** The requests that ended in the last `seconds`, of those still kept, newest first. */
  recent(seconds: number): Iterable<RecentView>;
  activeSessions: number;
  /** Over the last five seconds. */
  eventLoopDelayP99Ms: number;
  uptimeSeconds: number;
  /** Undefined when there is no check of that name. */
  check(name: string): 'healthy' | 'degraded' | 'unknown' | undefined;
}

/** A view that asks for each window and its endpoints once, however many rules want them. */
export function remembering(view: RuleView): RuleView {
  const windows = new Map<number, WindowFigures>();
  const endpoints = new Map<number, readonly EndpointFiguresView[]>();
  return {
    window: (seconds) => remember(windows, seconds, () => view.window(seconds)),
    endpoints: (seconds) => remember(endpoints, seconds, () => view.endpoints(seconds)),
    recent: (seconds) => view.recent(seconds),
    activeSessions: view.activeSessions,
    eventLoopDelayP99Ms: view.eventLoopDelayP99Ms,
    uptimeSeconds: view.uptimeSeconds,
    check: (name) => view.check(name),
  };
}

function remember<T>(known: Map<number, T>, seconds: number, ask: () => T): T {
  const before = known.get(seconds);
  if (before !== undefined) return before;
  const answer = ask();
  known.set(seconds, answer);
  return answer;
}
