/**
 * The names of hosts: lower case, punycode, IPv6 in brackets, without a trailing dot and without the scheme's own port.
 * Nothing else of an address is kept.
 */

import { createHmac, randomBytes } from 'node:crypto';
import { OTHER_DEPENDENCIES } from '../contract/index.js';
import type { HostsOption } from '../options/dependencies.js';
import { ownCopy } from '../options/values.js';
import { redact as redactAll, type Redact } from '../text/redact.js';

const MAX_NAME = 256;
const HASH_DIGITS = 10;
/** Origins whose names are remembered, since to parse an address costs more than all else of a call. */
const MAX_REMEMBERED = 200;

/** Names the hosts of calls. */
export class HostNames {
  readonly #hosts: HostsOption | undefined;
  readonly #watched: ReadonlySet<string>;
  readonly #redact: Redact;
  readonly #key = randomBytes(32);
  readonly #remembered = new Map<string, string>();

  /**
   * @param hosts which are shown by name; all unless given
   * @param watched names that rules watch, which are always shown
   */
  constructor(hosts: HostsOption | undefined, watched: Iterable<string> = [], redact: Redact = redactAll) {
    this.#hosts = hosts;
    this.#watched = new Set(watched);
    this.#redact = redact;
  }

  /** @param origin such as `https://models.example:8443` */
  nameOf(origin: string): string {
    const known = this.#remembered.get(origin);
    if (known !== undefined) return known;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    const name = ownCopy(this.#shown(origin));
    if (origin.length <= MAX_NAME) this.#remembered.set(ownCopy(origin), name);
    return name;
  }

  #shown(origin: string): string {
    if (!URL.canParse(origin)) return OTHER_DEPENDENCIES;
    const url = new URL(origin);
    const host = url.hostname.replace(/\.$/, '');
    const port = url.port === '' ? '' : `:${url.port}`;
    const name = this.#redact(host, MAX_NAME) + port;
    const hosts = this.#hosts;
    if (hosts === undefined || this.#watched.has(name)) return name;
    if (hosts !== 'hashed') return hosts.some((each) => covers(each, host, port)) ? name : OTHER_DEPENDENCIES;
    return `host-${createHmac('sha256', this.#key)
      .update(host + port)
      .digest('hex')
      .slice(0, HASH_DIGITS)}`;
  }
}

/** Whether an entry of the list stands for a host: `models.example` on any port, `models.example:8443`, `*.internal`. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry.startsWith('*.')) return host.endsWith(entry.slice(1)) || (host + port).endsWith(entry.slice(1));
  return entry === host || entry === host + port;
}
