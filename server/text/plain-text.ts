/** Free text from outside as one line that shows what it says: nothing in it is invisible, moves the cursor or reverses the order. */

/** Escape sequences of terminals (ECMA-48): strings such as titles and links, colours and cursor movements, and the rest. */
const ESCAPES =
  // eslint-disable-next-line no-control-regex
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[\x20-\x3f]*[\x40-\x7e]?|\x1b[\x20-\x2f]*[\x30-\x7e]?/g;
const LINE_BREAKS = /[\n\v\f\r\x85\u2028\u2029]\s*/g;
/** Control characters, and what is invisible or turns the direction of writing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The text as one line: line breaks and tabs are spaces, and what is invisible is left out. */
export function plainText(text: string): string {
  // UTF-8 has no lone surrogates: they become U+FFFD.
  return Buffer.from(text)
    .toString()
    .replaceAll(ESCAPES, '')
    .replaceAll(LINE_BREAKS, ' ')
    .replaceAll('\t', ' ')
    .replaceAll(INVISIBLE, '');
}

/** The first characters of a text; a surrogate pair is not cut in two. */
export function firstCharacters(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
}
