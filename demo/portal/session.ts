/** What a visitor's session holds. */

import { randomBytes } from 'node:crypto';

/** How many reflections of a session are kept. */
const reflectionsPerSession = 8;

/** The settings of an instructor. */
export interface Settings {
  name: string;
  digest: 'daily' | 'weekly' | 'never';
  reminders: boolean;
}

/** An answer in a reflection, and what the language model says to it. */
export interface Answer {
  text: string;
  remark: string;
}

/** One session. */
export interface Session {
  id: string;
  /** The secret in every form of this session. */
  csrfToken: string;
  settings: Settings;
  /** Answers by the id of the reflection. */
  reflections: Map<string, Answer[]>;
}

/** Starts a reflection and returns its id. */
export function startReflection(session: Session): string {
  const id = randomBytes(6).toString('base64url');
  session.reflections.set(id, []);
  dropOldest(session.reflections, reflectionsPerSession);
  return id;
}

/** Drops the first entry of a map that has more than `limit`. */
export function dropOldest(map: Map<string, unknown>, limit: number): void {
  const oldest = map.keys().next();
  if (map.size > limit && oldest.done !== true) map.delete(oldest.value);
}
