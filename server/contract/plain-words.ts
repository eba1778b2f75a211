/** The sentences that everybody is shown, in English: the API's, and those of the element's English words. */

/** A sentence for each thing that there is to say to somebody who uses the app. */
export const PLAIN_WORDS = {
  normal: 'Everything works normally.',
  slow: 'Slower than usual.',
  failing: 'Not everything works as it should.',
  unconfirmed: 'There was a problem before the interruption.',
  wrong: 'Something is wrong on our side.',
  alerted: 'The team has been alerted.',
  visible: 'The team can see it.',
  recovering: 'It is getting better.',
  empty: 'No requests so far.',
  quiet: 'No requests in the last minutes.',
} as const;

/** From here on counts of sessions are estimates. */
const ESTIMATED = 100;

/**
 * How many people saw an error, as a sentence: `12 of 34 people saw an error in the last 5 minutes.` Estimates are rounded
 * and called so.
 * @param affected sessions with a failure, at least 1
 * @param sessions all sessions
 */
export function peopleSentence(affected: number, sessions: number, windowSeconds: number): string {
  return `${whoSaw(affected, sessions)} saw an error in the last ${windowWords(windowSeconds)}.`;
}

function whoSaw(affected: number, sessions: number): string {
  const all = countWords(sessions);
  if (affected >= sessions) return sessions === 1 ? '1 person' : `All ${all} people`;
  const some = countWords(affected);
  if (some === all) return `Nearly all of ${all} people`;
  return affected < ESTIMATED ? `${some} of ${all} people` : `A${some.slice(1)} of ${all.replace('about ', '')} people`;
}

function countWords(count: number): string {
  if (count < ESTIMATED) return `${count}`;
  return `about ${Number(count.toPrecision(2)).toLocaleString('en')}`;
}

function windowWords(seconds: number): string {
  if (seconds % 60 !== 0) return `${seconds} seconds`;
  return seconds === 60 ? 'minute' : `${seconds / 60} minutes`;
}
