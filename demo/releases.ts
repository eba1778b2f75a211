/** The versions of the portal: the mode `deploy` brings one with a bug, and the next mode one without it. */

import type { Conditions } from './conditions.js';

/** The version that the portal starts with. */
export const FIRST_VERSION = '1.8.0';

/** Marks a deploy whenever the version in service changes. */
export class Releases {
  /** The address of the portal, once it has one. */
  origin: URL | undefined;
  readonly #conditions: Conditions;
  #patch = 0;
  #isBad = false;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
  }

  /** Call it after each change of the conditions. */
  follow(): void {
    const isBad = this.#conditions.isBadDeploy;
    if (isBad === this.#isBad || this.origin === undefined) return;
    this.#isBad = isBad;
    this.#patch++;
    const version = FIRST_VERSION.replace(/\d+$/, String(this.#patch));
    const note = isBad ? 'A friendlier digest' : 'Repairs the digest';
    // A person or a script marks deploys just so, from outside.
    void fetch(new URL('/monitoring/deploys', this.origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version, note }),
    }).catch((error: unknown) => {
      console.error('The deploy could not be marked:', error);
    });
  }
}
