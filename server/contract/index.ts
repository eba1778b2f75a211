/**
 * What server, element and other programs agree on: the JSON of the HTTP API as types, and the constants that both
 * sides use. Names are snake_case and fixed, because other programs read them: fields may be added, never renamed.
 */

export * from './alerts.js';
export * from './audiences.js';
export * from './checks.js';
export * from './dependencies.js';
export * from './deploys.js';
export * from './endpoints.js';
export * from './error-classes.js';
export * from './error-groups.js';
export * from './health.js';
export * from './history.js';
export * from './ingest.js';
export * from './instruments.js';
export * from './jobs.js';
export * from './levels.js';
export * from './limits.js';
export * from './metrics.js';
export * from './notification.js';
export * from './objectives.js';
export * from './plain-cause.js';
export * from './plain-words.js';
export * from './public.js';
export * from './ranges.js';
export * from './requests.js';
export * from './sample.js';
export * from './session.js';
export * from './units.js';
