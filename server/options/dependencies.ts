/** The option `dependencies`: its schema. */

import { z } from 'zod';
import { parse } from './invalid-value.js';
import { optionsObject } from './schema.js';

/** Which hosts are shown by name: those of a list, or none, with a short hash in place of each. */
export type HostsOption = 'hashed' | readonly string[];

/** What the app waits for. */
export interface DependenciesOptions {
  /**
   * Whether it is told for each endpoint how much of its time is spent waiting. This needs AsyncLocalStorage, which costs
   * next to nothing from Node 24 on, where it is on unless given, and slows all promises of the app before, where it is
   * off unless given.
   */
  perEndpoint?: boolean | undefined;
  /**
   * The hosts that are shown by name, all others being `(other)`: `models.example` for all its ports,
   * `models.example:8443`, or `*.internal` for all names that end so. `'hashed'`: a short hash, different in each
   * process, in place of every name. All by name unless given. Hosts that a rule watches are always shown.
   */
  hosts?: HostsOption | undefined;
}

/** The option with its defaults. */
export interface ResolvedDependencies {
  /** Undefined: as it is cheap. */
  perEndpoint: boolean | undefined;
  /** Lower case. */
  hosts: HostsOption | undefined;
}

const MAX_HOSTS = 100;
const ALLOWED = "false, or an object such as { perEndpoint: true, hosts: ['models.example'] }";
const HOSTS = "'hashed', or a list of hosts such as ['models.example', '*.internal']";

function isHost(given: unknown): boolean {
  if (typeof given !== 'string' || !/^(\*\.)?[^\s/@*?#]{1,256}$/.test(given)) return false;
  return URL.canParse(`http://${given.replace(/^\*\./, '')}`);
}

function isHosts(given: unknown): boolean {
  return given === 'hashed' || (Array.isArray(given) && given.length <= MAX_HOSTS && given.every(isHost));
}

const schema = optionsObject(
  {
    perEndpoint: z.boolean('true or false').optional(),
    hosts: z.custom<HostsOption>(isHosts, HOSTS).optional(),
  },
  ALLOWED,
);

/**
 * Checks the option `dependencies`; undefined when nothing is to be followed.
 * @throws TypeError naming each invalid option, its value and what is allowed
 */
export function resolveDependencies(given: unknown): ResolvedDependencies | undefined {
  if (given === false) return undefined;
  const { perEndpoint, hosts } = parse(schema, given ?? {}, {
    path: ['dependencies'],
    whole: 'option dependencies',
  });
  return { perEndpoint, hosts: typeof hosts === 'object' ? hosts.map(normalized) : hosts };
}

/** As the URL parser writes hosts, so that they are found among them. */
function normalized(host: string): string {
  const [, any = '', rest = ''] = /^(\*\.)?(.*)$/s.exec(host) ?? [];
  return any + new URL(`http://${rest}`).hostname.replace(/\.$/, '') + (/:\d+$/.exec(rest)?.[0] ?? '');
}
