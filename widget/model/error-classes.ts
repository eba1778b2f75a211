/** How often requests ended in each error class. */
import { ERROR_CLASS_NAMES, ERROR_CLASSES, type ErrorClassName, type Metrics } from '../../server/contract/index.js';
import type { DisplayContext } from './text/display-context.js';

/** One class and its count. */
export interface ClassCount {
  name: string;
  count: number;
}

/** The client has gone away: counted, but not an error. */
export const ABORTED = 'aborted' satisfies ErrorClassName;

const isServerFault = (name: ErrorClassName) => ERROR_CLASSES[name].isServerFault;

/** The built-in classes of errors: the server's faults, then the clients'. */
export const BUILT_IN_CLASSES: readonly ErrorClassName[] = [
  ...ERROR_CLASS_NAMES.filter(isServerFault),
  ...ERROR_CLASS_NAMES.filter((name) => !isServerFault(name) && name !== ABORTED),
];

const MAX_OWN_CLASSES = 6;
/** Takes the plural in every language. */
const MANY = 100;

/** What errors of a class are called: "server errors". */
export function classLabel(name: string, { strings }: Pick<DisplayContext, 'strings'>): string {
  return strings.errorsOfClass(MANY, '', name).trim();
}

/** The window's errors by class: the built-in classes, then those of the app's own that occurred. */
export function classCounts({ errors }: Metrics): ClassCount[] {
  const builtIn = new Set<string>(ERROR_CLASS_NAMES);
  const own = Object.entries(errors)
    .map(([key, count]) => ({ name: key.replace(/^recent_/, ''), key, count }))
    .filter(({ name, key, count }) => name !== key && count > 0 && !builtIn.has(name));
  return [
    ...BUILT_IN_CLASSES.map((name) => ({ name, count: errors[`recent_${name}`] })),
    ...own.slice(0, MAX_OWN_CLASSES),
  ];
}

/** Only those that occurred. */
export function occurredClasses(metrics: Metrics): ClassCount[] {
  return classCounts(metrics).filter(({ count }) => count > 0);
}
