/** What a failed check says: one short line that anyone may read, whatever was thrown. */

const MAX_LENGTH = 200;
/** So much is looked at, so that an error of megabytes costs nothing. */
const MAX_READ = 1000;
const NOTHING_SAID = 'failed without a word';

/** The first line of an error's message, at most 200 characters, without credentials of addresses. Never throws. */
export function checkMessage(thrown: unknown): string {
  try {
    return shortened(textOf(thrown)) || NOTHING_SAID;
  } catch {
    return NOTHING_SAID;
  }
}

function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { message, errors, code, name } = thrown as Record<string, unknown>;
  if (typeof message === 'string' && message !== '') return message;
  // A connection that failed on every address of a name: the error itself has no message, those inside it do.
  if (Array.isArray(errors) && errors.length > 0) return textOf(errors[0]);
  return ([code, name].find((text) => typeof text === 'string' && text !== '') as string | undefined) ?? '';
}

function shortened(text: string): string {
  const [line = ''] = text
    .slice(0, MAX_READ)
    .trimStart()
    .split(/[\r\n\u2028\u2029]/, 1);
  // Drivers quote the address that they were given, with the password in it.
  const shown = line.replaceAll(/:\/\/[^\s/]*@/g, '://').trimEnd();
  // Half of a character that takes two places is no text.
  return shown.slice(0, MAX_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}
