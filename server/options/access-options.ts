/** The option `access` as it is given, and as the guard gets it. */

import type { View } from '../contract/index.js';
import type { MonitoredRequest } from './monitor-options.js';

/** A token, alone or with the name under which what it changes is recorded; or a file with one on each line. */
export type Credential = string | { name: string; token: string } | { name?: string | undefined; file: string };

/** The app's own login: whether a request belongs to somebody who may. It has two seconds; only `true` is a yes. */
export type AccessDecision = (request: MonitoredRequest) => boolean | Promise<boolean>;

/** Who may see and change what. Nobody has to be given: the public then sees the status. */
export interface AccessOptions {
  /** What everybody sees: `status` unless given. */
  public?: View | undefined;
  /** Reads everything. */
  viewer?: Credential | readonly Credential[] | AccessDecision | undefined;
  /** Reads everything, acknowledges and mutes alerts, and marks deploys. */
  operator?: Credential | readonly Credential[] | AccessDecision | undefined;
  /** Reports what other programs measure, and nothing else. */
  ingest?: Credential | readonly Credential[] | undefined;
}

/** A bearer token and its name. */
export interface Token {
  name: string;
  value: string;
}

/** The option with its defaults, and the tokens of the environment and of files. */
export interface ResolvedAccess {
  public: View;
  /** Clients on the same machine are operators. */
  isLocal: boolean;
  /** The app, or its environment, says who may see what. */
  isConfigured: boolean;
  tokens: Readonly<Record<'viewer' | 'operator' | 'ingest', readonly Token[]>>;
  viewer: AccessDecision | undefined;
  operator: AccessDecision | undefined;
}
