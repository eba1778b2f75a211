/** What everybody is told in English: by the API, and by the element's English words. */

/** A sentence for each thing that there is to say to somebody who uses the app. */
export const PLAIN_WORDS = {
  normal: 'Everything works normally.',
  slow: 'Slower than usual.',
  failing: 'Not everything works as it should.',
  behind: 'The app works; something behind it needs attention.',
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

/** What errors of a class are called: one of them, and several. */
const ERRORS_OF_CLASS = new Map([
  ['5xx', ['server error', 'server errors']],
  ['timeout', ['timeout', 'timeouts']],
  ['4xx', ['client error', 'client errors']],
  ['csrf', ['rejected form', 'rejected forms']],
  ['aborted', ['aborted request', 'aborted requests']],
]);
const PLURAL = new Intl.PluralRules('en');

/**
 * A count of errors, as people say it: `100 server errors`, `1 payment_declined error`.
 * @param text the count as it is to be read
 */
export function errorsSentence(count: number, text: string, errorClass: string): string {
  const [one, many] = ERRORS_OF_CLASS.get(errorClass) ?? [`${errorClass} error`, `${errorClass} errors`];
  return `${text} ${(PLURAL.select(count) === 'one' ? one : many)?.trim() ?? ''}`;
}
