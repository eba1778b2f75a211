/**
 * The evidence gate. A figure counts as over its limit only when so many failures among so many requests would be next
 * to impossible in a healthy system: an exact one-sided binomial test against the share of a healthy system. Levels
 * and rules use it, each with its own tail.
 */

import { binomialTail } from './binomial.js';

/** A gate: what a healthy system keeps to, and how unlikely a figure must be in one. */
export interface Gate {
  /** The highest share of a healthy system's requests that fails, or is slower than a limit; above 0, below 1. */
  healthyShare: number;
  /** Evidence is a binomial tail below this. */
  tail: number;
}

/** The highest failure share of a healthy system. */
export const HEALTHY_FAILURE_SHARE = 0.01;

/** The highest share of a healthy system's requests that ends in one error class. */
export const HEALTHY_CLASS_SHARE = 0.001;

/** A healthy figure is at most this part of its limit. */
const HEALTHY_PART_OF_LIMIT = 1 / 5;

/** The healthy failure share for a limit of the error rate, both from 0 to 1. */
export function healthyFailureShare(limit: number): number {
  return Math.min(HEALTHY_FAILURE_SHARE, limit * HEALTHY_PART_OF_LIMIT);
}

/** The healthy share of requests that are slower than the limit of a quantile. */
export function healthySlowShare(quantile: number): number {
  return (1 - quantile) * HEALTHY_PART_OF_LIMIT;
}

/** Whether `count` of `total` is evidence against a healthy system. */
export function isEvidence(count: number, total: number, { healthyShare, tail }: Gate): boolean {
  return binomialTail(count, total, healthyShare) < tail;
}

/** How many of a number of requests are bad. */
export interface Counted {
  count: number;
  total: number;
}

/** There are enough requests to tell when this share of bad ones could be told from chance. */
export const JUDGEABLE_SHARE = 0.2;
/** A share has fallen when the newest requests would show so few bad ones with less than this probability. */
const FALLEN_TAIL = 0.05;

/**
 * Whether a share has fallen: an exact one-sided binomial test of the newest requests against the share of those before
 * them, which is taken as `JUDGEABLE_SHARE` at most, so that a single good request proves nothing.
 */
export function hasFallen(newest: Counted, before: Counted): boolean {
  if (before.total <= 0 || before.count <= 0) return false;
  const share = Math.min(JUDGEABLE_SHARE, before.count / before.total);
  return 1 - binomialTail(newest.count + 1, newest.total, share) < FALLEN_TAIL;
}
