/**
 * Which `Host` headers a server of the monitor's own answers. A page can reach a server through a DNS name that is changed
 * to its address (DNS rebinding), and the browser then takes both for one origin; addresses cannot be changed so.
 */

import { hostname } from 'node:os';
import { isIP } from 'node:net';

/** Decides by the name in a `Host` header. */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>;

  /** @param names beside addresses, `localhost` and this machine's own name; without ports */
  constructor(names: readonly string[]) {
    this.#names = new Set([...names, 'localhost', hostname()].map((name) => name.toLowerCase()));
  }

  /** Whether requests with this `Host` are answered; those without one come from no browser. */
  allows(host: string): boolean {
    if (host === '') return true;
    const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
    return this.#names.has(name) || name.endsWith('.localhost') || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
  }
}
