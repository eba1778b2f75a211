/** Who asks: finds the audience of a request from its credentials, and exchanges tokens for cookies. */

import type { IncomingMessage } from 'node:http';
import { type Audience, AUDIENCES, type Session, type View } from '../contract/index.js';
import type { AccessDecision, ResolvedAccess, Token } from '../options/access-options.js';
import type { MonitoredRequest } from '../options/monitor-options.js';
import { addressOf, isLocal } from './client.js';
import type { OneTimeKey } from './one-time-key.js';
import { cookieFor, signedIn } from './sign-in-cookie.js';
import { bearerToken, Tokens } from './tokens.js';
import { WrongTokens } from './wrong-tokens.js';

/** How long the app's own login may take. */
const DECISION_MS = 2000;

/** Who asks. */
export interface Caller {
  audience: Audience;
  /** The name of the credential; null without one. */
  name: string | null;
  /** Until when the browser is signed in, milliseconds since 1970; null when it is not. */
  until: number | null;
  /** May report what other programs measure. */
  mayIngest: boolean;
  /** Allowed by something that browsers send by themselves, such as a cookie. */
  isAmbient: boolean;
  /** A bearer token was sent that is none of the known ones, and nothing else allows the request. */
  isWrongToken: boolean;
}

/** What decides who asks. */
export interface AccessSettings {
  access: ResolvedAccess;
  trustedProxies: number;
  /** Of a process on a terminal. */
  oneTimeKey: OneTimeKey | undefined;
  /** Monotonic milliseconds. */
  now: () => number;
  /** Milliseconds since 1970. */
  wall: () => number;
  /** Told of decisions of the app that failed or took too long. */
  onError: (error: unknown) => void;
}

/** Somebody without credentials. */
export const NOBODY: Caller = {
  audience: 'public',
  name: null,
  until: null,
  mayIngest: false,
  isAmbient: true,
  isWrongToken: false,
};

/** Decides who asks. */
export class Access {
  readonly #settings: AccessSettings;
  readonly #tokens: Record<'viewer' | 'operator' | 'ingest', Tokens>;
  readonly #wrong = new WrongTokens();

  constructor(settings: AccessSettings) {
    this.#settings = settings;
    const { viewer, operator, ingest } = settings.access.tokens;
    this.#tokens = { viewer: new Tokens(viewer), operator: new Tokens(operator), ingest: new Tokens(ingest) };
  }

  /** What the public sees. */
  get publicView(): View {
    return this.#settings.access.public;
  }

  /**
   * Finds out who asks; never rejects.
   * @param granted what the guard of the app in front of the routes has established
   */
  async identify(request: MonitoredRequest, granted: Audience = 'public'): Promise<Caller> {
    const bearer = bearerToken(request.headers.authorization);
    const caller =
      this.#byToken(bearer) ??
      this.#byPlace(request.raw) ??
      this.#byCookie(request.headers.cookie) ??
      (await this.#byDecision(request)) ??
      NOBODY;
    if (AUDIENCES.indexOf(granted) > AUDIENCES.indexOf(caller.audience)) return { ...caller, audience: granted };
    return { ...caller, isWrongToken: caller === NOBODY && bearer !== undefined };
  }

  /** Who asks, as `GET /monitoring/session` says it. */
  session({ audience, name, until }: Caller): Omit<Session, 'origin'> {
    const { viewer, operator } = this.#tokens;
    return {
      audience,
      name,
      until: until === null ? null : new Date(until).toISOString(),
      can_sign_in: !viewer.isEmpty || !operator.isEmpty || this.#settings.oneTimeKey !== undefined,
    };
  }

  /** Exchanges a token, or the one-time key, for the value of a cookie; undefined when it is none of them. */
  signIn(presented: string): string | undefined {
    const { operator, viewer } = this.#tokens;
    const token = operator.find(presented) ?? viewer.find(presented) ?? this.#settings.oneTimeKey?.use(presented);
    return token && cookieFor(token, this.#settings.wall());
  }

  /** Counts a wrong token; after how many seconds the next one from there is answered, if it is limited by now. */
  wrong(request: IncomingMessage): number | undefined {
    return this.#wrong.add(addressOf(request, this.#settings.trustedProxies), this.#settings.now());
  }

  #byToken(bearer: string | undefined): Caller | undefined {
    if (bearer === undefined) return undefined;
    const { operator, viewer, ingest } = this.#tokens;
    const found = { operator: operator.find(bearer), viewer: viewer.find(bearer), ingest: ingest.find(bearer) };
    const token = found.operator ?? found.viewer ?? found.ingest;
    if (token === undefined) return undefined;
    const audience = found.operator ? 'operator' : found.viewer ? 'viewer' : 'public';
    return { ...NOBODY, audience, name: token.name, mayIngest: found.ingest !== undefined, isAmbient: false };
  }

  #byPlace(request: IncomingMessage): Caller | undefined {
    if (!this.#settings.access.isLocal || !isLocal(request)) return undefined;
    return { ...NOBODY, audience: 'operator', mayIngest: true, isAmbient: false };
  }

  #byCookie(header: string | undefined): Caller | undefined {
    const roles: [Audience, Iterable<Token>][] = [
      ['operator', this.#tokens.operator],
      ['operator', this.#settings.oneTimeKey === undefined ? [] : [this.#settings.oneTimeKey.token]],
      ['viewer', this.#tokens.viewer],
    ];
    for (const [audience, tokens] of roles) {
      const known = signedIn(header, tokens, this.#settings.wall());
      if (known !== undefined) return { ...NOBODY, audience, name: known.token.name, until: known.until };
    }
    return undefined;
  }

  async #byDecision(request: MonitoredRequest): Promise<Caller | undefined> {
    const { operator, viewer } = this.#settings.access;
    const [isOperator, isViewer] = await Promise.all([this.#decide(operator, request), this.#decide(viewer, request)]);
    if (isOperator) return { ...NOBODY, audience: 'operator', name: 'operator' };
    return isViewer ? { ...NOBODY, audience: 'viewer', name: 'viewer' } : undefined;
  }

  async #decide(decision: AccessDecision | undefined, request: MonitoredRequest): Promise<boolean> {
    if (decision === undefined) return false;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      const error = new Error(`access: the app has not decided within ${DECISION_MS} ms`);
      timer = setTimeout(() => reject(error), DECISION_MS);
      timer.unref();
    });
    try {
      // Only `true` is a yes, whatever else a login returns.
      const decided: unknown = await Promise.race([Promise.resolve(decision(request)), limit]);
      return decided === true;
    } catch (error) {
      this.#settings.onError(error);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
