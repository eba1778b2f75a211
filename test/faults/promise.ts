/** What must happen when something fails or somebody sends what they should not, and which tests prove it. */

/** One promise. */
export interface FaultPromise {
  promise: string;
  /**
   * The titles of the tests by file, below test/, each as its source has it: the `${…}` of a template stands for any text.
   * For rows that several adapters share, the file is the one that runs them.
   */
  tests: Record<string, readonly string[]>;
}

/** Matches the names of the tests that have a title. */
export function namesOf(title: string): RegExp {
  const parts = title.split(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/);
  return new RegExp(`^${parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('.*')}$`, 's');
}
