/** Who asks, and what each of them is shown. */

/** Whoever is not signed in, who may read everything, and who may also change things; each sees what those before it see. */
export const AUDIENCES = ['public', 'viewer', 'operator'] as const;

/** One of them. */
export type Audience = (typeof AUDIENCES)[number];

/** What an answer shows: nothing, the level in a sentence, the status with its main figures, or everything. */
export const VIEWS = ['none', 'level', 'status', 'all'] as const;

/** What an answer shows. */
export type View = (typeof VIEWS)[number];
