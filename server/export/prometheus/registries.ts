/**
 * An app's own metrics, beside those of the monitor. One malformed line makes Prometheus refuse the whole answer, and a
 * name may occur only once, so that of what a registry gives only well-formed metrics with new names are taken over.
 */

import type { PrometheusRegistry } from '../../options/prometheus.js';

/** For how long registries are waited for. */
const WAIT_MS = 1000;

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const VALUE = String.raw`[+-]?(?:Inf|NaN|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)`;
/** A value with its labels. OpenMetrics adds an example behind it, and has seconds where the text format has milliseconds. */
const SAMPLE = new RegExp(
  String.raw`^(${NAME})(\{(?:${LABEL},?)*\})?[ \t]+(${VALUE})([ \t]+-?[\d.]+)?[ \t]*(?:# .*)?$`,
  'i',
);
const COMMENT = new RegExp(String.raw`^# (HELP|TYPE) (${NAME})(?: (.*))?$`);
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
/** What the names of a metric's values may add to its own name. */
const SUFFIXES = /_(?:bucket|sum|count|total|created)$/;

interface Family {
  name: string;
  type: string;
  help: string;
  lines: string[];
  isMalformed: boolean;
}

/** Reads an app's registries. */
export class Registries {
  /** How often one was left out, because it failed or did not answer in time. */
  dropped = 0;
  readonly #registries: readonly PrometheusRegistry[];
  readonly #onError: (error: unknown) => void;
  /** Those whose last answer has not come yet: they are not asked again. */
  readonly #waiting = new Set<PrometheusRegistry>();

  /** @param onError given what a registry throws */
  constructor(registries: readonly PrometheusRegistry[], onError: (error: unknown) => void) {
    this.#registries = registries;
    this.#onError = onError;
  }

  /**
   * Their metrics as text, in the order in which the registries were given.
   * @param before the text that theirs will follow, whose names are taken
   */
  async text(before: string): Promise<string> {
    const texts = await Promise.all(this.#registries.map((registry) => this.#read(registry)));
    const taken = new Set(Array.from(before.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name));
    let text = '';
    for (const family of texts.flatMap(familiesOf)) {
      if (family.isMalformed || taken.has(family.name)) continue;
      taken.add(family.name);
      const { name, help, type, lines } = family;
      text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.map((line) => `${line}\n`).join('')}`;
    }
    return text;
  }

  /** The text of a registry; empty when it cannot be had. */
  async #read(registry: PrometheusRegistry): Promise<string> {
    if (this.#waiting.has(registry)) {
      this.dropped++;
      return '';
    }
    this.#waiting.add(registry);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`A registry of metrics took over ${WAIT_MS} ms`)), WAIT_MS).unref();
    });
    const answer = (async () => registry.metrics())();
    const done = (): boolean => this.#waiting.delete(registry);
    answer.then(done, done);
    try {
      const text: unknown = await Promise.race([answer, late]);
      if (typeof text !== 'string') throw new TypeError('metrics() of a registry has to return text');
      return text;
    } catch (error) {
      this.dropped++;
      this.#onError(error);
      return '';
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The metrics of a text in Prometheus' or in OpenMetrics' format, in the former. */
function familiesOf(text: string): Family[] {
  const isOpenMetrics = /^# EOF\s*$/m.test(text);
  const families = new Map<string, Family>();
  const of = (name: string): Family => {
    const known = families.get(name) ?? { name, type: 'untyped', help: '', lines: [], isMalformed: false };
    families.set(name, known);
    return known;
  };
  let current: Family | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (line.startsWith('#')) {
      const [, kind, name, rest = ''] = COMMENT.exec(line) ?? [];
      if (name === undefined) continue;
      current = of(name);
      if (kind === 'HELP') current.help = rest;
      else current.type = TYPES.includes(rest) ? rest : 'untyped';
      continue;
    }
    const [, name, labels = '', value = '', time = ''] = SAMPLE.exec(line) ?? [];
    if (name === undefined) {
      if (current !== undefined) current.isMalformed = true;
      continue;
    }
    if (name !== current?.name && name.replace(SUFFIXES, '') !== current?.name) current = of(name);
    // When a series was created is no value of a counter in Prometheus' format.
    if (isOpenMetrics && name.endsWith('_created')) continue;
    current.lines.push(`${name}${labels} ${value}${isOpenMetrics ? '' : time}`);
  }
  const all = [...families.values()].filter(({ lines }) => lines.length > 0);
  // In OpenMetrics a counter's values alone have `_total` in their name.
  return all.map((family) =>
    isOpenMetrics && family.type === 'counter' && !family.name.endsWith('_total')
      ? { ...family, name: `${family.name}_total` }
      : family,
  );
}
