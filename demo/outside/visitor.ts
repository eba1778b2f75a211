/** What a simulated visitor does in the portal. */

import type { Client } from './client.js';
import type { Conditions } from '../conditions.js';
import type { Random } from '../random.js';

/** What a visitor does with a browser. */
export type Browser = Pick<Client, 'get' | 'post' | 'abandon' | 'clearCookies'>;

/** Mean think time between two pages, in seconds: a dozen visitors send about ten requests per second. */
const thinkSeconds = 1.7;

/** How long a visitor reads a page, in seconds. */
export function drawThinkSeconds(random: Random): number {
  return random.logNormal(0.72 * thinkSeconds, 0.8);
}

/** What a visitor uses. */
export interface VisitorOptions {
  client: Browser;
  conditions: Conditions;
  random: Random;
  /** Waits for the time that a visitor reads a page. */
  think: () => Promise<void>;
}

/** Answers in a reflection. */
const answers = [
  'They argued about the second figure until the bell, and they were right to.',
  'The quiet group at the back had the best question.',
  'I talked too long before the first exercise.',
  'Half of them had not met the notation before.',
  'Start with the example next time, then the rule.',
];

const courseCodes = ['sta-110', 'sta-110', 'bio-204', 'his-131', 'edu-320'];

/** How many questions of a reflection are answered, with weights. */
const stepCounts = [
  [5, 0],
  [3, 1],
  [2, 2],
  [1, 4],
] as const;

/** A visitor, who does several things in the portal and then signs out. */
export class Visitor {
  readonly #client: Browser;
  readonly #conditions: Conditions;
  readonly #random: Random;
  readonly #think: () => Promise<void>;
  readonly #actions: readonly (readonly [weight: number, action: () => Promise<unknown>])[] = [
    [44, () => this.#reflect()],
    [26, () => this.#design()],
    [12, () => this.#changeSettings()],
    [12, () => this.#read('/audit')],
    [12, () => this.#read('/')],
    [2, () => this.#read('/designer')],
    [1, () => this.#read('/designer/phi-200')],
    [1, () => this.#read('/handouts/2019/syllabus.pdf')],
    [1, () => this.#client.abandon('/start_reflection', 5 + this.#random.below(20))],
  ];

  constructor({ client, conditions, random, think }: VisitorOptions) {
    this.#client = client;
    this.#conditions = conditions;
    this.#random = random;
    this.#think = think;
  }

  /** One visit from the home page to signing out. Rejects with NoResponseError, or when `think` rejects. */
  async visit(): Promise<void> {
    await this.#read('/');
    for (let actions = 8 + this.#random.below(24); actions > 0; actions -= 1) {
      await this.#random.weighted(this.#actions)();
    }
    const form = this.#formOf((await this.#client.get('/settings')).text);
    const answer = form && (await this.#client.post('/sign_out', form));
    // A visitor who could not sign out comes back in the same session.
    if (answer && answer.status < 400) this.#client.clearCookies();
  }

  async #read(path: string): Promise<string> {
    const { text } = await this.#client.get(path);
    await this.#think();
    return text;
  }

  async #reflect(): Promise<void> {
    let page = await this.#read('/start_reflection');
    for (let steps = this.#random.weighted(stepCounts); steps > 0; steps -= 1) {
      const step = /action="(\/reflection\/[^"]+\/step)"/.exec(page)?.[1];
      const form = this.#formOf(page);
      if (step === undefined || form === undefined) return;
      page = (await this.#client.post(step, { ...form, answer: this.#random.pick(answers) })).text;
      await this.#think();
    }
  }

  async #design(): Promise<void> {
    await this.#read(`/designer/${this.#random.pick(courseCodes)}`);
    if (this.#random.chance(0.4)) await this.#read(`/designer/${this.#random.pick(courseCodes)}`);
  }

  async #changeSettings(): Promise<void> {
    const page = await this.#read('/settings');
    const name = /name="name"[^>]*value="([^"]*)"/.exec(page)?.[1];
    const form = this.#formOf(page);
    if (name === undefined || form === undefined || this.#random.chance(0.4)) return;
    const digest = this.#random.pick(['daily', 'weekly', 'never']);
    await this.#client.post('/settings', { ...form, name, digest, reminders: 'on' });
    await this.#think();
  }

  /** The CSRF token of a page's form, or an expired one in the mode `csrf`; undefined on error pages. */
  #formOf(page: string): Record<string, string> | undefined {
    const token = /name="_csrf"\s+value="([^"]*)"/.exec(page)?.[1];
    if (token === undefined) return undefined;
    return { _csrf: this.#conditions.staleTokens ? 'expired' : token };
  }
}
