/** An error group in a few words. */

/** What is said of a group. */
export interface NamedErrorGroup {
  type: string;
  message: string;
  location: { file: string; line: number } | null;
  count: number;
  sessions: number | null;
}

/** Such as `TypeError in reflection.ts:42`; without a place, with its message. */
export function errorGroupName({ type, message, location }: Omit<NamedErrorGroup, 'count' | 'sessions'>): string {
  const file = location?.file.split('/').at(-1) ?? '';
  return type + (location !== null ? ` in ${file}:${location.line}` : message === '' ? '' : ` (${message})`);
}

/** Such as `TypeError in reflection.ts:42, 31 times, 12 people`. */
export function errorGroupText({ count, sessions, ...group }: NamedErrorGroup): string {
  const times = `${count} ${count === 1 ? 'time' : 'times'}`;
  const people = sessions === null ? '' : `, ${sessions} ${sessions === 1 ? 'person' : 'people'}`;
  return `${errorGroupName(group)}, ${times}${people}`;
}
