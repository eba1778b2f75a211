// @ts-check
/** One row of the result: a figure of ours, the peer's, their ratio, and whether the goal is met. */
import { median, quartiles } from './statistics.js';

/**
 * @typedef {object} Goal
 * @property {'ours' | 'ratio'} figure what it is set for
 * @property {number} [atMost]
 * @property {number} [atLeast]
 */

/**
 * @typedef {object} Row
 * @property {string} name what was measured
 * @property {string} unit of `ours` and `peer`
 * @property {number} ours median
 * @property {string | null} against whom
 * @property {number | null} peer median
 * @property {number | null} ratio ours ÷ peer: the median of the rounds' ratios; null when the peer's figure is 0
 * @property {[number, number]} spread quartiles of the rounds' ratios; without a peer, of our own figures
 * @property {Goal | null} goal
 * @property {boolean | null} met null without a goal
 */

/**
 * Sums up measurements that were taken side by side.
 *
 * @param {object} measured
 * @param {string} measured.name
 * @param {string} measured.unit
 * @param {readonly number[]} measured.ours one a round
 * @param {string} [measured.against]
 * @param {readonly number[]} [measured.peer] of the same rounds
 * @param {Goal} [measured.goal]
 * @returns {Row}
 */
export function rowOf({ name, unit, ours, against, peer, goal }) {
  // Round by round: two measurements of one round have met the same disturbances.
  const ratios =
    peer === undefined || median(peer) === 0 ? undefined : peer.map((value, round) => (ours[round] ?? NaN) / value);
  const row = {
    name,
    unit,
    ours: median(ours),
    against: against ?? null,
    peer: peer === undefined ? null : median(peer),
    ratio: ratios === undefined ? null : median(ratios),
    spread: quartiles(ratios ?? ours),
    goal: goal ?? null,
  };
  return { ...row, met: goal === undefined ? null : isMet(goal, row[goal.figure] ?? NaN) };
}

/**
 * @param {Goal} goal
 * @param {number} value
 * @returns {boolean}
 */
function isMet({ atMost = Infinity, atLeast = -Infinity }, value) {
  return value <= atMost && value >= atLeast;
}
