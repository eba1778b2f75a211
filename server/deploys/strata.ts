/**
 * Traffic before and after a deploy, divided by endpoint. Two figures are compared, each as a share of requests: those
 * that failed, and those that were slower than the P95 that their endpoint had before. The latter is an exceedance test
 * (Epstein, Annals of Mathematical Statistics 25 (1954) 762-768), which assumes no form of the distribution.
 */

import { expectation, type Expectation, type Stratum } from '../statistics/cochran-mantel-haenszel.js';
import { deviationsOf, type Deviations, NO_DEVIATIONS } from '../statistics/dispersion.js';
import type { Share } from '../statistics/hypergeometric.js';
import { type Cell, countAbove, countOf, mergeCells, type ReadBlock } from './traffic-block.js';

/** The quantile that is judged. */
export const QUANTILE = 0.95;

/** What is counted of a cell. */
export type Figure = 'failed' | 'slower' | 'not faster';

/** The place of the requests to endpoints that were in use only before or only after. */
export const REST = '';

/** Blocks of one period by stratum, and their sum. */
export class Period {
  readonly blocks: readonly { from: number; to: number; cells: ReadonlyMap<string, Cell> }[];
  readonly total: ReadonlyMap<string, Cell>;

  constructor(blocks: readonly ReadBlock[], endpoints: ReadonlySet<string>) {
    const all = new Map<string, Cell[]>([[REST, []], ...[...endpoints].map((key): [string, Cell[]] => [key, []])]);
    this.blocks = blocks.map(({ from, to, cells, rest }) => {
      const strata = new Map([...cells].filter(([key]) => endpoints.has(key)));
      const others = [...cells].flatMap(([key, cell]) => (endpoints.has(key) ? [] : [cell]));
      strata.set(REST, mergeCells([rest, ...others]));
      for (const [key, cell] of strata) all.get(key)?.push(cell);
      return { from, to, cells: strata };
    });
    this.total = new Map(Array.from(all, ([key, cells]) => [key, mergeCells(cells)]));
  }
}

/** The endpoints that were in use in both. */
export function commonEndpoints(before: readonly ReadBlock[], after: readonly ReadBlock[]): Set<string> {
  const keysOf = (blocks: readonly ReadBlock[]): Set<string> =>
    new Set(blocks.flatMap(({ cells }) => [...cells].flatMap(([key, { requests }]) => (requests > 0 ? [key] : []))));
  const later = keysOf(after);
  return new Set([...keysOf(before)].filter((key) => later.has(key)));
}

/** The bucket that an endpoint's P95 lies in. */
interface Limit {
  bucket: number;
  scale: number;
}

/** Counts requests of cells, always by the limits that the period before has given. */
export class Counter {
  readonly #limits: ReadonlyMap<string, Limit>;

  /** @param others what else will be counted */
  constructor(before: Period, after: Period, ...others: readonly Period[]) {
    const periods = [before, after, ...others];
    const scales = new Map<string, number>();
    for (const { total } of periods) {
      for (const [key, { latency }] of total) {
        scales.set(key, Math.min(latency.scale, scales.get(key) ?? Infinity));
      }
    }
    this.#limits = new Map(
      [...before.total].flatMap(([key, { latency }]) => {
        // Endpoints that come and go are no constant mix, unless they are most of all: then routes were renamed.
        if (key === REST && !(isMost(before) && isMost(after))) return [];
        const scale = scales.get(key) ?? latency.scale;
        const bucket = bucketOfQuantile(latency, scale);
        return bucket === undefined ? [] : [[key, { bucket, scale }] as const];
      }),
    );
  }

  /** Whether the latencies of a stratum are compared. */
  comparesLatency(key: string): boolean {
    return this.#limits.has(key);
  }

  shareOf(key: string, cell: Cell | undefined, figure: Figure): Share {
    if (cell === undefined) return NOTHING;
    if (figure === 'failed') return { marked: cell.failed, count: cell.requests };
    const limit = this.#limits.get(key);
    if (limit === undefined) return NOTHING;
    // Latencies that share the P95's bucket count against a difference, whichever way it goes.
    const bucket = figure === 'slower' ? limit.bucket : limit.bucket - 1;
    return { marked: countAbove(cell.latency, bucket, limit.scale), count: countOf(cell.latency) };
  }
}

function isMost({ total }: Period): boolean {
  const all = [...total.values()].reduce((sum, { requests }) => sum + requests, 0);
  return 2 * (total.get(REST)?.requests ?? 0) >= all;
}

function bucketOfQuantile(latency: Cell['latency'], ofScale: number): number | undefined {
  const rank = Math.max(1, Math.ceil(QUANTILE * countOf(latency) - 1e-9));
  let seen = 0;
  const index = latency.counts.findIndex((count) => (seen += count) >= rank);
  const bucket = latency.buckets[index];
  return bucket === undefined ? undefined : bucket >> (latency.scale - ofScale);
}

/** A share of the requests of some time. */
export interface TimedShare extends Share {
  /** Milliseconds since 1970. */
  from: number;
  to: number;
}

const NOTHING: Share = { marked: 0, count: 0 };

interface SharesOfBlock {
  from: number;
  to: number;
  /** In the order of the strata. */
  shares: readonly Share[];
}

/** One figure of a period, block by block. */
export class Series {
  readonly #keys: readonly string[];
  readonly #blocks: readonly SharesOfBlock[];
  readonly total: readonly Share[];

  private constructor(keys: readonly string[], blocks: readonly SharesOfBlock[]) {
    this.#keys = keys;
    this.#blocks = blocks;
    this.total = this.#sumOf(blocks);
  }

  /** Counts a period. */
  static of(period: Period, keys: readonly string[], figure: Figure, counter: Counter): Series {
    const blocks = period.blocks.map(({ from, to, cells }) => ({
      from,
      to,
      shares: keys.map((key) => counter.shareOf(key, cells.get(key), figure)),
    }));
    return new Series(keys, blocks);
  }

  /** Of shares that are known already. */
  static ofShares(steps: readonly TimedShare[]): Series {
    return new Series(
      [REST],
      steps.map(({ from, to, marked, count }) => ({ from, to, shares: [{ marked, count }] })),
    );
  }

  /** The same for one endpoint alone. */
  only(key: string): Series {
    const index = this.#keys.indexOf(key);
    const blocks = this.#blocks.map(({ from, to, shares }) => ({ from, to, shares: shares.slice(index, index + 1) }));
    return new Series([key], blocks);
  }

  /** One stratum. */
  totalOf(key: string): Share {
    return this.total[this.#keys.indexOf(key)] ?? NOTHING;
  }

  /** All strata together. */
  get sum(): Share {
    return this.total.reduce((a, b) => ({ marked: a.marked + b.marked, count: a.count + b.count }), NOTHING);
  }

  /** How much time it covers. */
  get seconds(): number {
    return this.#blocks.reduce((sum, { from, to }) => sum + to - from, 0) / 1000;
  }

  /** How it compares with another period. */
  against(other: Series): Expectation {
    return expectation(strataOf(this.total, other.total));
  }

  /**
   * How each part of the period compares with the rest of it.
   * @param seconds length of a part, which is made of whole blocks
   */
  deviations(seconds: number): Deviations {
    const parts = this.#parts(seconds);
    if (parts.length < 2) return NO_DEVIATIONS;
    const compared = parts.map((part) => expectation(strataOf(part, plus(this.total, part, -1))));
    return deviationsOf(compared, parts.length - 1);
  }

  /**
   * How the period compares with another one without its worst stretch, which may have been a burst.
   * @param seconds length of the stretch at most, in whole blocks
   */
  withoutWorst(seconds: number, other: Series): Expectation {
    const scores = this.#blocks.map(({ shares }) => {
      const { marked, mean } = expectation(strataOf(shares, other.total));
      return marked - mean;
    });
    let worst = { first: 0, end: 0, score: 0 };
    this.#blocks.forEach(({ from }, first) => {
      let score = 0;
      for (let end = first; (this.#blocks[end]?.to ?? Infinity) - from <= seconds * 1000 + 500; end++) {
        score += scores[end] ?? 0;
        if (score > worst.score) worst = { first, end: end + 1, score };
      }
    });
    const rest = this.#blocks.filter((_, index) => index < worst.first || index >= worst.end);
    return expectation(strataOf(this.#sumOf(rest), other.total));
  }

  /** How each part compares with the half hour before it. */
  deviationsFromBefore(seconds: number, beforeSeconds: number): Deviations {
    const parts = this.#parts(seconds);
    const back = Math.max(1, Math.round(beforeSeconds / seconds));
    const compared = parts.slice(back).map((part, index) => {
      const before = parts.slice(index, index + back).reduce((sum, each) => plus(sum, each));
      return expectation(strataOf(part, before));
    });
    return deviationsOf(compared, compared.length);
  }

  #parts(seconds: number): (readonly Share[])[] {
    const parts: (readonly Share[])[] = [];
    let open: SharesOfBlock[] = [];
    for (const block of this.#blocks) {
      open = [...open, block];
      if (block.to - (open[0]?.from ?? 0) < seconds * 1000 * 0.9) continue;
      parts.push(this.#sumOf(open));
      open = [];
    }
    return parts;
  }

  #sumOf(blocks: readonly { shares: readonly Share[] }[]): readonly Share[] {
    const nothing = this.#keys.map(() => NOTHING);
    return blocks.reduce<readonly Share[]>((sum, { shares }) => plus(sum, shares), nothing);
  }
}

function strataOf(samples: readonly Share[], others: readonly Share[]): Stratum[] {
  return samples.map((sample, index) => ({ sample, other: others[index] ?? NOTHING }));
}

function plus(a: readonly Share[], b: readonly Share[], sign = 1): Share[] {
  return a.map(({ marked, count }, index) => ({
    marked: marked + sign * (b[index]?.marked ?? 0),
    count: count + sign * (b[index]?.count ?? 0),
  }));
}
