/** The versions of the portal: the mode `deploy` brings one with a bug, and the next mode one without it. */

import { FIRST_VERSION, type Conditions } from '../conditions.js';

/** Marks a deploy whenever the version in service changes. */
export class Releases {
  readonly #origin: URL;
  #patch = 0;
  #isBad = false;

  /** @param origin the address of the portal */
  constructor(origin: URL) {
    this.#origin = origin;
  }

  /** Call it after each change of the conditions. Resolves when the portal knows of the deploy, if there was one. */
  async follow({ isBadDeploy }: Conditions): Promise<void> {
    if (isBadDeploy === this.#isBad) return;
    this.#isBad = isBadDeploy;
    this.#patch++;
    const version = FIRST_VERSION.replace(/\d+$/, String(this.#patch));
    const note = isBadDeploy ? 'A friendlier digest' : 'Repairs the digest';
    // A person or a script marks deploys just so, from outside.
    await fetch(new URL('/monitoring/deploys', this.#origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ version, note }),
    }).catch((error: unknown) => {
      console.error('The deploy could not be marked:', error);
    });
  }
}
