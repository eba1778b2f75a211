/**
 * Masks the variable parts of a message, so that messages of one cause are the same: `n` stands for numbers, `id` for
 * identifiers, `…` for quoted texts. The caller has redacted the message and cut it short.
 */

/** Quoted texts. An apostrophe within or behind a word opens none; a quote that the cut has left open runs to the end. */
const QUOTED =
  /(?<![\p{L}\p{N}])'(?:[^']|'(?=[\p{L}\p{N}]))*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|“[^”]*(?:”|$)|„[^“”]*(?:[“”]|$)|«[^»]*(?:»|$)/gu;
const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi;
/** Words that may be identifiers: with a digit, and long enough. */
const WORD = /(?<![\p{L}\p{N}_])[\w-]*\d[\w-]*(?![\p{L}])/gu;
const HEX = /^(?:0x[\da-f]+|(?=.*\d)(?=.*[a-f])[\da-f]{8,})$/i;
/** A number of any form, also at the end of a word: in `utf8` it belongs to the name. */
const NUMBER = /(?<![\p{L}\d])\d+(?:[.,:_]\d+)*|(?<=\p{L})\d{2,}/gu;

const MIN_IDENTIFIER = 12;

/** The message with its variable parts masked. */
export function mask(message: string): string {
  return message
    .replaceAll(QUOTED, (quoted) => {
      const last = quoted.at(-1) ?? '';
      const isClosed = quoted.length > 1 && /['"`”“»]/.test(last);
      return `${quoted.charAt(0)}…${isClosed ? last : ''}`;
    })
    .replaceAll(UUID, 'id')
    .replaceAll(WORD, (word) => (isIdentifier(word) ? 'id' : word))
    .replaceAll(NUMBER, 'n');
}

function isIdentifier(word: string): boolean {
  if (HEX.test(word)) return true;
  if (word.length < MIN_IDENTIFIER) return false;
  // Words with hyphens or underscores, such as `gpt-4-turbo-preview`, have one number in a part at most.
  return word.split(/[-_]/).some((part) => part.length >= 8 && /[a-z]/i.test(part) && /\d.*\d/.test(part));
}
