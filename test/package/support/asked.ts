/** What checks of examples share. */

/** Asks the monitor for what a document names by its address or path. */
export type Ask = (address: string, init?: RequestInit) => Promise<Response>;

/** The tokens of the monitor that is asked, by whom they are for. */
export const TOKENS = { operator: 'token-of-an-operator', ingest: 'token-for-reports' };
