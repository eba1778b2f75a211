/** How often requests ended in each error class. */
import { ERROR_CLASS_NAMES, OTHER_CLASSES, type ErrorClassName, type Metrics } from '../../server/contract/index.js';
import type { DisplayContext } from './text/display-context.js';

/** One class and its count. */
export interface ClassCount {
  name: string;
  count: number;
}

/** The client has gone away: counted, but not an error. */
export const ABORTED = 'aborted' satisfies ErrorClassName;

/** The built-in classes of errors. */
export const BUILT_IN_CLASSES = ERROR_CLASS_NAMES.filter((name) => name !== ABORTED);

const MAX_OWN_CLASSES = 6;

/** The name of a class as shown; classes without a string have their own name. */
export function classLabel(name: string, { strings }: Pick<DisplayContext, 'strings'>): string {
  return new Map(Object.entries({ ...strings.classes, [OTHER_CLASSES]: strings.otherClasses })).get(name) ?? name;
}

/** The window's errors by class: the built-in classes, then those of the app's own that occurred. */
export function classCounts({ errors }: Metrics, display: Pick<DisplayContext, 'strings'>): ClassCount[] {
  const builtIn = new Set<string>(ERROR_CLASS_NAMES);
  const own = Object.entries(errors)
    .map(([key, count]) => ({ name: key.replace(/^recent_/, ''), key, count }))
    .filter(({ name, key, count }) => name !== key && count > 0 && !builtIn.has(name));
  return [
    ...BUILT_IN_CLASSES.map((name) => ({ name: classLabel(name, display), count: errors[`recent_${name}`] })),
    ...own.slice(0, MAX_OWN_CLASSES).map(({ name, count }) => ({ name: classLabel(name, display), count })),
  ];
}
