/** Alertmanager's silences: which of the monitor's rules they match, and until when. */

import { createContext, runInContext } from 'node:vm';
import { z } from 'zod';
import type { Mute, Severity } from '../../contract/index.js';
import { redact } from '../../text/redact.js';
import type { Labels, LabelsOf } from './alert-json.js';

const MAX_SILENCES = 1000;
const MAX_NAME = 100;
const MAX_NOTE = 500;
/** A pattern that takes longer to match a few labels matches nothing. */
const PATTERN_MS = 20;
const MAX_SLOW_PATTERNS = 100;

const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)));
const silenceSchema = z.object({
  id: z.string(),
  status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
  updatedAt: time,
  startsAt: time,
  endsAt: time,
  createdBy: z.string(),
  comment: z.string(),
  matchers: z.array(
    z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean().default(true) }),
  ),
});

/** A silence as `GET /api/v2/silences` has it. */
export type Silence = z.infer<typeof silenceSchema>;
type Matcher = Silence['matchers'][number];

/** A rule whose alerts can be silenced. */
export interface SilencedRule {
  name: string;
  severity: Severity;
}

/**
 * The silences of an answer; of very many, those that end last.
 * @throws Error when it is something else
 */
export function parseSilences(text: string): Silence[] {
  const silences = z.array(silenceSchema).parse(JSON.parse(text));
  return silences.toSorted((a, b) => Date.parse(b.endsAt) - Date.parse(a.endsAt)).slice(0, MAX_SILENCES);
}

/** Matches rules with silences. */
export class Silences {
  readonly #context = createContext(Object.create(null) as object);
  /** Patterns that took too long: they are not tried again. */
  readonly #slow = new Set<string>();

  /**
   * The mutes that the silences of several Alertmanagers amount to, the one that lasts longest of each rule.
   * @param lists by Alertmanager; of a silence that several know, the newest version counts
   * @param wall milliseconds since 1970
   */
  mutes(
    lists: readonly (readonly Silence[])[],
    rules: readonly SilencedRule[],
    labels: LabelsOf,
    wall: number,
  ): Mute[] {
    const newestLast = lists.flat().sort((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt));
    const active = [...new Map(newestLast.map((silence) => [silence.id, silence])).values()]
      .filter(({ status, startsAt, endsAt }) => {
        return status.state !== 'expired' && Date.parse(startsAt) <= wall && wall < Date.parse(endsAt);
      })
      .sort((a, b) => Date.parse(b.endsAt) - Date.parse(a.endsAt));
    return rules.flatMap(({ name, severity }): Mute[] => {
      const silence = active.find(({ matchers }) => this.#matches(matchers, labels(name, severity)));
      if (silence === undefined) return [];
      const { createdBy, comment, endsAt } = silence;
      const note = redact(comment, MAX_NOTE);
      const until = new Date(endsAt).toISOString();
      return [{ type: name, by: redact(createdBy, MAX_NAME), note, until, credential: null, source: 'alertmanager' }];
    });
  }

  #matches(matchers: readonly Matcher[], labels: Labels): boolean {
    // A label that is missing is an empty text. Plain texts first: they spare most patterns.
    const plain = matchers.filter(({ isRegex }) => !isRegex);
    const patterns = matchers.filter(({ isRegex }) => isRegex);
    return (
      matchers.length > 0 &&
      plain.every(({ name, value, isEqual }) => (value === (labels[name] ?? '')) === isEqual) &&
      patterns.every(({ name, value, isEqual }) => this.#test(value, labels[name] ?? '') === isEqual)
    );
  }

  /**
   * Whether a pattern matches a whole text; undefined when that cannot be told. Alertmanager's engine takes linear time
   * for every pattern, whereas this one may take forever, which the time limit ends.
   */
  #test(pattern: string, text: string): boolean | undefined {
    if (this.#slow.has(pattern)) return undefined;
    const [, flags = '', rest = pattern] = /^\(\?([is]+)\)(.*)$/s.exec(pattern) ?? [];
    try {
      const expression = new RegExp(`^(?:${rest})$`, flags);
      const code = `${String(expression)}.test(${JSON.stringify(text)})`;
      return runInContext(code, this.#context, { timeout: PATTERN_MS }) === true;
    } catch {
      if (this.#slow.size < MAX_SLOW_PATTERNS) this.#slow.add(pattern);
      return undefined;
    }
  }
}
