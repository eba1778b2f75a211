/** Texts about error groups that stand outside of their card too. */
import type { ErrorGroup, Metrics } from '../../../server/contract/index.js';
import type { DisplayContext } from './display-context.js';
import type { Format } from './format.js';

/** As much of a group as its name needs. */
type NamedGroup = Pick<ErrorGroup, 'type' | 'location'>;

/** "model/client.ts:118": the file and its folder, unless that holds all sources. Empty where the place is not known. */
export function placeText({ location }: Pick<ErrorGroup, 'location'>): string {
  if (location === null) return '';
  const end = location.file.split('/').slice(-2).join('/');
  return `${end.replace(/^(src|dist|build|lib)\//, '')}:${location.line}`;
}

/** "TypeError in reflection.ts:42". */
export function groupName(group: NamedGroup, { strings }: Pick<DisplayContext, 'strings'>): string {
  return strings.groupName(group.type, placeText(group));
}

/** "31 times, 12 people"; without people where they are not known. */
export function extentText(
  count: number,
  sessions: number | null,
  { strings, format }: Pick<DisplayContext, 'strings'> & { format: Pick<Format, 'count'> },
): string {
  const people = sessions === null ? '' : strings.people(sessions, format.count(sessions));
  return [strings.times(count, format.count(count)), people].filter(Boolean).join(', ');
}

/** "new since 1.8.0"; empty for a group that is older than the last deploy, or whose version is not known. */
export function newText({ is_new, since_version }: ErrorGroup, { strings }: DisplayContext): string {
  return is_new && since_version !== null ? strings.newSince(since_version) : '';
}

/** The group with most errors over the window; undefined when there was none. */
export function heaviestGroup({ error_groups }: Metrics): ErrorGroup | undefined {
  const [first] = error_groups.top;
  return first && first.window_count > 0 ? first : undefined;
}
