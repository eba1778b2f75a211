import { randomBytes } from 'node:crypto';
import type { Next } from 'koa';
import type { PortalContext } from './router.js';

/** The cookie that holds the session's id. */
const sessionCookie = 'portal_session';

/** How many sessions are kept; the one that was not used for longest goes first. */
const capacity = 500;
const reflectionsPerSession = 8;

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

/** How the portal writes to an instructor. */
export interface Settings {
  name: string;
  digest: 'daily' | 'weekly' | 'never';
  reminders: boolean;
}

/** What the portal knows of one visitor. */
export interface Session {
  id: string;
  /** Secret that every form of this session carries. */
  csrfToken: string;
  settings: Settings;
  /** Reflection id → the answers given so far. */
  reflections: Map<string, string[]>;
}

/** Sessions in memory. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  #created = 0;

  /** Middleware: finds the visitor's session by its signed cookie, or begins one. */
  middleware = async (ctx: PortalContext, next: Next): Promise<void> => {
    const id = ctx.cookies.get(sessionCookie, { signed: true });
    ctx.session = (id === undefined ? undefined : this.#find(id)) ?? this.#begin(ctx);
    await next();
  };

  /** Ends a session and takes its cookie back; the rest of the request runs without one. */
  end(ctx: Pick<PortalContext, 'cookies'> & { session: Session | null }): void {
    if (ctx.session === null) return;
    this.#sessions.delete(ctx.session.id);
    ctx.session = null;
    ctx.cookies.set(sessionCookie, null, { signed: true });
  }

  #find(id: string): Session | undefined {
    const session = this.#sessions.get(id);
    if (session === undefined) return undefined;
    // A Map keeps the order of insertion, so putting it back makes it the youngest.
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session;
  }

  #begin(ctx: PortalContext): Session {
    const session: Session = {
      id: randomBytes(18).toString('base64url'),
      csrfToken: randomBytes(24).toString('base64url'),
      settings: {
        name: instructors[this.#created % instructors.length] ?? 'Instructor',
        digest: 'weekly',
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

/** Begins a reflection and gives its id. */
export function beginReflection(session: Session): string {
  const id = randomBytes(6).toString('base64url');
  session.reflections.set(id, []);
  dropOldest(session.reflections, reflectionsPerSession);
  return id;
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  const oldest = map.keys().next();
  if (map.size > limit && oldest.done !== true) map.delete(oldest.value);
}
