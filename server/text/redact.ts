/**
 * The redactor: all free text from outside passes through it before it is kept, shown, sent or logged. It recognises
 * secrets by their form or by the name before them, so it is a second line: a secret that looks like a word and is called
 * nothing is not found.
 */

import { firstCharacters, plainText } from './plain-text.js';

/** What is redacted beside secrets. */
export interface RedactOptions {
  /** Whether e-mail addresses are redacted. */
  emails: boolean;
}

/**
 * Makes a text safe to show: one line, without secrets, of at most `maxLength` characters. Idempotent; never throws.
 * Of a text that is much longer, only the beginning is examined: up to four times as much, at most 4,096 characters.
 */
export type Redact = (text: string, maxLength: number) => string;

/** Only so much of a text is examined, since an error may hold megabytes. */
const MAX_EXAMINED = 4096;
/** The word at the end of a text that was cut is left out up to this length: as a part, a secret may have no form. */
const MAX_CUT_WORD = 256;

const MAX_RUNS = 5;

/** What stands in place of a secret. */
const REDACTED = '[redacted]';

/** Names of secrets. Others may be around them: `DB_PASSWORD`, `clientSecret`, `x-api-key`, `token2`. */
const NAME =
  '(?:pass(?:word|wd|phrase|code)|pwd|secret|token(?!s\\b|i[sz])|credential|api[-_. ]?key|(?:access|private|account|signing|encryption)[-_. ]?key|sess(?:ion)?[-_]?id|signature|(?<![a-z])(?:auth|sid|jwt|otp|pass(?=["\'\\s]*=))(?![a-z]))' +
  // A place in a source file, such as `token.js:12:3`, is no value.
  '(?![\\w.-]{0,40}\\.[cm]?[jt]sx?:\\d)';
const AFTER_NAME = `[\\w.-]{0,40}`;
const SEPARATOR = '(?:\\\\*["\'`\\]]{1,2})?\\s{0,9}(?:=>|->|:=|={1,3}|:|%3[ad])\\s{0,9}';
/** An empty text is no secret. */
const NOT_EMPTY = '(?!(?:""|\'\'|``)(?:[\\s,;:)}\\].&<>]|$))';
/** What is redacted already, or a value in quotes. */
const QUOTED =
  '\\[redacted\\]|\\\\+["\'`][^"\'`\\\\]*\\\\*["\'`]?|"(?:[^"\\\\]|\\\\.)*["\\\\]?|\'(?:[^\'\\\\]|\\\\.)*[\'\\\\]?|`[^`]*`?';
const BRACKETED = '[[{][^\\]}]*[\\]}]?';
/** A quote within a value ends it only in front of a delimiter. */
const UNQUOTED = '(?:[^\\s&;"\'`<>]|["\'`](?![\\s,;:)}\\].&<>]|$))+';
const VALUE = `${NOT_EMPTY}(?:${QUOTED}|${BRACKETED}[^\\s&;,"'\`<>]*|<[^<>]*>?|${UNQUOTED})`;
const SCHEME_WITH_PARAMETERS = '(?:digest|hawk|oauth|aws4[\\w-]*)\\s.*';

type Replacement = string | ((match: string, before: string, rest: string) => string);

/**
 * In this order. None of them changes what another one has written. A pattern is tried where a text has one of the
 * `needed` parts, without which it cannot match: to look for these takes a tenth of the time.
 */
const SECRETS: readonly (readonly [pattern: RegExp, replacement: Replacement, needed?: readonly string[]])[] = [
  [
    /-----BEGIN [A-Z\d ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----(?:.*?-----END [A-Z\d ]{0,40}PRIVATE KEY[A-Z ]{0,20}-----|.*)/g,
    REDACTED,
    ['-----BEGIN'],
  ],
  // User info, also where the password has a slash, a question mark or an at sign in it.
  [/:\/\/[^\s/?#]{0,300}@/g, '://', ['://']],
  [/:\/\/[^\s/?#@:[]{0,256}:(?!\d{1,5}(?:[/?#\s]|$))\S{0,300}@/g, '://', ['://']],
  [/(?<![^\s"'(<=,/])(?!mailto:)[^\s:/@"'(<=,]{1,64}:(?![/\s])[^\s/@]{1,128}@(?=[\p{L}\d[])/gu, `${REDACTED}@`, ['@']],
  // Addresses whose path is the secret.
  [
    /(hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com|api\.telegram\.org)\/(?!\[redacted\])[^\s"'<>]+/gi,
    `$1/${REDACTED}`,
    ['/'],
  ],
  [
    /(:\/\/[^\s?#"'<>]{0,300}\?)([^\s#"'<>]+)/g,
    (_match, before: string, query: string) => before + withoutValues(query),
    ['://'],
  ],
  [/([?&][^\s=&?#/"'<>]{1,64}=)[^\s&#"'<>]+/g, `$1${REDACTED}`, ['=']],
  [
    new RegExp(
      `((?:proxy-)?authorization["'\\]\\\\]{0,3}\\s{0,9}(?:=>|[:=])\\s{0,9})${NOT_EMPTY}(?:${QUOTED}|${BRACKETED}|${SCHEME_WITH_PARAMETERS}|(?:[a-z][\\w-]*\\s+)?[^\\s,;"']+)`,
      'gi',
    ),
    `$1${REDACTED}`,
    [':', '='],
  ],
  [
    new RegExp(
      `(cookies?2?["'\\]\\\\]{0,3}\\s{0,9}(?:=>|[:=])\\s{0,9})${NOT_EMPTY}(?:${QUOTED}|${BRACKETED}|[^\\s;,]+(?:;\\s{0,9}[^\\s;,]+)*)`,
      'gi',
    ),
    `$1${REDACTED}`,
    [':', '='],
  ],
  [
    /\b(bearer)\s+(?!(?:auth|authentication|authorization|tokens?|scheme|realm|challenge|credentials?)(?![\w-]))[\w+/=.~:-]{4,}/gi,
    `$1 ${REDACTED}`,
  ],
  [
    /\b([Bb]asic|BASIC)\s+(?![Aa]uth(?:entication|orization)?(?![\w+/=-]))(?=[\w+/=-]*[\d=+/A-Z])[\w+/=-]{6,}/g,
    `$1 ${REDACTED}`,
  ],
  [/(?<![\w-])(-u|--user)([\s=]+)[^\s:]{1,64}:\S+/g, `$1$2${REDACTED}`],
  [new RegExp(`((?<![\\w-])--?[\\w-]{0,40}?${NAME}[\\w-]{0,40}\\s+)(?!-)${VALUE}`, 'gi'), `$1${REDACTED}`, ['-']],
  [new RegExp(`(${NAME}${AFTER_NAME}${SEPARATOR})${VALUE}`, 'gi'), `$1${REDACTED}`, [':', '=', '->', '%3']],
  // JSON in base64url, as in a JWT.
  [/eyJ[\w-]{10,}(?:\.[\w-]*){0,4}/g, REDACTED],
  // Keys that say whose they are: OpenAI, Anthropic, Stripe, AWS, GitHub, GitLab, Slack, Google, npm, SendGrid, Hugging Face.
  [/\b(?:sk|rk|pk)[-_][\w-]{16,}|\bwhsec_\w{16,}|\b(?:AKIA|ASIA|AROA|AIDA)[A-Z\d]{12,}/g, REDACTED],
  [
    /\b(?:gh[opsur]_|github_pat_|glpat-|npm_|hf_|pypi-|dop_v1_|shpat_|ya29\.|AIza|xapp-|xox[a-z]-)[\w-]{10,}/g,
    REDACTED,
  ],
  [/\bSG\.[\w-]{10,}\.[\w-]{10,}/g, REDACTED],
];

const EMAIL = /[^\s@<>"'`(),:;=[\]{}|\\/?&%]{1,64}(?:@|%40)(?:[\p{L}\d][\p{L}\d-]{0,62}\.){1,8}\p{L}{2,24}/giu;

/** Makes a redactor. */
export function createRedact({ emails }: RedactOptions): Redact {
  const pass = (text: string): string => {
    let shown = text;
    for (const [pattern, replacement, needed] of SECRETS) {
      if (needed === undefined || hasOne(shown, needed)) shown = shown.replace(pattern, replacement as string);
    }
    return emails && hasOne(shown, ['@', '%40']) ? shown.replace(EMAIL, '[email]') : shown;
  };
  return (text, maxLength) => {
    let shown = plainText(examined(text, Math.min(MAX_EXAMINED, 4 * maxLength + MAX_CUT_WORD)));
    // A text without secrets takes one run. What a run or the cut has made shorter may have a form that it had not.
    for (let runs = 0; runs < MAX_RUNS; runs++) {
      const before = shown;
      shown = firstCharacters(pass(before), maxLength);
      if (shown === before) break;
    }
    return shown;
  };
}

/** The redactor where no option says otherwise: e-mail addresses are redacted too. */
export const redact: Redact = createRedact({ emails: true });

function hasOne(text: string, parts: readonly string[]): boolean {
  return parts.some((part) => text.includes(part));
}

function examined(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit);
  const lastWord = cut.search(new RegExp(`\\S{0,${MAX_CUT_WORD}}$`));
  return cut.slice(0, Math.max(lastWord, limit - MAX_CUT_WORD));
}

function withoutValues(query: string): string {
  return query
    .split('&')
    .map((part) => {
      const equals = part.indexOf('=');
      return part === '' ? '' : part.slice(0, equals + 1) + (equals === part.length - 1 ? '' : REDACTED);
    })
    .join('&');
}
