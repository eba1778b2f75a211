// @ts-check
/** The made-up time of the kill test: each round is one snapshot. */
import { SNAPSHOT_SECONDS } from '../../server/contract/index.js';

/** Length of a snapshot in milliseconds. */
export const SNAPSHOT_MS = SNAPSHOT_SECONDS * 1000;
/** A time at which one begins. */
export const START = Math.ceil(Date.UTC(2026, 10, 23) / SNAPSHOT_MS) * SNAPSHOT_MS;

/**
 * When a round begins, in milliseconds since 1970.
 * @param {number} round
 */
export function startOfRound(round) {
  return START + round * SNAPSHOT_MS;
}
