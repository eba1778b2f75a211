/** The message of a failed check: one short line that is safe to publish, whatever was thrown. */

const MAX_LENGTH = 200;
/** Only this much of a message is examined, since an error may hold megabytes. */
const MAX_EXAMINED = 1000;
const NO_MESSAGE = 'failed without a message';

/** The first line of an error's message, at most 200 characters, without the credentials of addresses. Never throws. */
export function checkMessage(thrown: unknown): string {
  try {
    return shortened(textOf(thrown)) || NO_MESSAGE;
  } catch {
    return NO_MESSAGE;
  }
}

function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { message, errors, code, name } = thrown as Record<string, unknown>;
  if (typeof message === 'string' && message !== '') return message;
  // An AggregateError of a connection that failed on every address of a name has no message; its errors do.
  if (Array.isArray(errors) && errors.length > 0) return textOf(errors[0]);
  return ([code, name].find((text) => typeof text === 'string' && text !== '') as string | undefined) ?? '';
}

function shortened(text: string): string {
  const [line = ''] = text
    .slice(0, MAX_EXAMINED)
    .trimStart()
    .split(/[\r\n\u2028\u2029]/, 1);
  // Database drivers quote their connection string with the password in it.
  const shown = line.replaceAll(/:\/\/[^\s/]*@/g, '://').trimEnd();
  // The cut may have split a surrogate pair.
  return shown.slice(0, MAX_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}
