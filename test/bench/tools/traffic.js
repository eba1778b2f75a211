// @ts-check
/** Invented traffic, the same in every run. */

/**
 * Numbers in [0, 1): mulberry32 (Tommy Ettinger, public domain).
 *
 * @param {number} seed
 * @returns {() => number}
 */
export function seeded(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A value with the standard normal distribution (Box and Muller, 1958).
 *
 * @param {() => number} random
 * @returns {number}
 */
export function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * A latency as web requests have it: log-normal, half below 40 ms, one in a hundred above 250 ms.
 *
 * @param {() => number} random
 * @returns {number} milliseconds
 */
export function latency(random) {
  return 40 * Math.exp(0.8 * normal(random));
}

/**
 * @template T
 * @param {readonly T[]} list at least one
 * @param {() => number} random
 * @returns {T}
 */
export function oneOf(list, random) {
  return /** @type {T} */ (list[Math.floor(random() * list.length)]);
}

/**
 * A site's requests, to be gone through again and again: 20 endpoints, 2,000 sessions, eight features, one request in
 * a hundred failing.
 *
 * @param {number} count
 * @returns {{ endpoint: string, method: string, statusCode: number, latencyMs: number, sessionId: string, feature: string }[]}
 */
export function siteTraffic(count) {
  const random = seeded(1);
  const endpoints = Array.from({ length: 20 }, (_, index) => `/portal/section-${index}/:id`);
  const features = Array.from({ length: 8 }, (_, index) => `feature-${index}`);
  const sessions = Array.from({ length: 2000 }, () => sessionId(random));
  return Array.from({ length: count }, () => ({
    endpoint: oneOf(endpoints, random),
    method: random() < 0.8 ? 'GET' : 'POST',
    statusCode: random() < 0.01 ? 500 : 200,
    latencyMs: latency(random),
    sessionId: oneOf(sessions, random),
    feature: oneOf(features, random),
  }));
}

/**
 * A session id as session middlewares make them: 32 hexadecimal digits.
 *
 * @param {() => number} random
 * @returns {string}
 */
export function sessionId(random) {
  let id = '';
  for (let part = 0; part < 4; part++) id += Math.floor((1 + random()) * 2 ** 28).toString(16);
  return id;
}
