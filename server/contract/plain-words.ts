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
