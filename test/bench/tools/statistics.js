// @ts-check
/** Measuring several things side by side, and what is said of the measurements. */

/**
 * The value below which a share of the values lies, interpolated between its neighbours.
 *
 * @param {readonly number[]} values at least one
 * @param {number} share 0 to 1
 * @returns {number}
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * @param {readonly number[]} values at least one
 * @returns {number}
 */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The first and the third quartile: half of the values lie between them.
 *
 * @param {readonly number[]} values at least one
 * @returns {[number, number]}
 */
export function quartiles(values) {
  return [quantile(values, 0.25), quantile(values, 0.75)];
}

/**
 * Measures each contestant once a round: A B C, B C A, C A B. What else the machine does and how hot it runs meets all
 * of them alike, and none always goes first.
 *
 * @template T
 * @param {readonly string[]} contestants
 * @param {number} rounds
 * @param {(contestant: string) => Promise<T>} measure
 * @returns {Promise<Record<string, T[]>>} by contestant: its measurements, one a round
 */
export async function interleave(contestants, rounds, measure) {
  /** @type {Record<string, T[]>} */
  const measured = Object.fromEntries(contestants.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const name = contestants[(round + turn) % contestants.length] ?? '';
      measured[name]?.push(await measure(name));
    }
  }
  return measured;
}

/**
 * Takes a whole measurement several times, with processes made anew, and joins what was measured: what the compiler
 * makes of a program and how its memory lies differs from process to process by more than from round to round.
 *
 * @template T
 * @param {number} times
 * @param {() => Promise<Record<string, T[]>>} measure
 * @returns {Promise<Record<string, T[]>>} by contestant: all its measurements
 */
export async function repeat(times, measure) {
  /** @type {Record<string, T[]>} */
  const joined = {};
  for (let time = 0; time < times; time++) {
    for (const [name, measured] of Object.entries(await measure())) (joined[name] ??= []).push(...measured);
  }
  return joined;
}
