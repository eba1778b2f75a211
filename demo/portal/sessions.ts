/** All sessions, in memory. */

import { randomBytes } from 'node:crypto';
import type { Next } from 'koa';
import type { PortalContext } from './router.js';
import { dropOldest, type Session } from './session.js';

/** The name of the cookie with the session's id. */
const sessionCookie = 'portal_session';

/** How many sessions are kept. The least recently used one is dropped first. */
const capacity = 500;

const instructors = [
  'Amara Okafor',
  'Jonas Lindqvist',
  'Mei-Ling Zhao',
  'Rosa Delgado',
  'Tomasz Nowak',
  'Leila Haddad',
  'Callum Fraser',
  'Ingrid Solberg',
  'Dev Raman',
  'Hannah Weiss',
  'Paulo Ferreira',
  'Sinead Byrne',
];

/** What instructors have chosen before they came. */
const digests = ['weekly', 'never', 'daily', 'never'] as const;

/** Finds, creates and ends sessions. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  #created = 0;

  /** Middleware: finds the visitor's session by its signed cookie, or creates one. */
  middleware = async (ctx: PortalContext, next: Next): Promise<void> => {
    const id = ctx.cookies.get(sessionCookie, { signed: true });
    ctx.session = (id === undefined ? undefined : this.#find(id)) ?? this.#create(ctx);
    await next();
  };

  /** Ends a session and deletes its cookie. The rest of the request has no session. */
  end(ctx: Pick<PortalContext, 'cookies'> & { session: Session | null }): void {
    if (ctx.session === null) return;
    this.#sessions.delete(ctx.session.id);
    ctx.session = null;
    ctx.cookies.set(sessionCookie, null, { signed: true });
  }

  /** Reflections that were begun and are kept. */
  get openReflections(): number {
    let count = 0;
    for (const { reflections } of this.#sessions.values()) count += reflections.size;
    return count;
  }

  #find(id: string): Session | undefined {
    const session = this.#sessions.get(id);
    if (session === undefined) return undefined;
    // A Map keeps insertion order, so this makes it the most recently used one.
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session;
  }

  #create(ctx: PortalContext): Session {
    const session: Session = {
      id: randomBytes(18).toString('base64url'),
      csrfToken: randomBytes(24).toString('base64url'),
      settings: {
        name: instructors[this.#created % instructors.length] ?? 'Instructor',
        digest: digests[this.#created % digests.length] ?? 'weekly',
        reminders: true,
      },
      reflections: new Map(),
    };
    this.#created += 1;
    this.#sessions.set(session.id, session);
    dropOldest(this.#sessions, capacity);
    ctx.cookies.set(sessionCookie, session.id, { signed: true, httpOnly: true, sameSite: 'lax' });
    return session;
  }
}
