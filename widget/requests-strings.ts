/** The words of an endpoint's requests. `useStrings` replaces them in its group `more`. */
import type { Strings } from './strings.js';

/** All of them. */
export interface RequestStrings {
  requestsOf: (endpoint: string) => string;
  newestFailed: string;
  slowest: string;
  status: string;
  errorClass: string;
  feature: string;
  /** `count` is empty when it is not known. */
  noneInLast: (count: string) => string;
  /** By the HTTP status code; 0 for no answer or one that cannot be used. */
  requestsRefused: (code: number) => string;
  again: string;
}

const english: RequestStrings = {
  requestsOf: (endpoint) => `Requests of ${endpoint}`,
  newestFailed: 'Failed, newest first',
  slowest: 'Slowest',
  status: 'Status',
  errorClass: 'Error class',
  feature: 'Feature',
  noneInLast: (count) => (count ? `None in the last ${count} requests.` : 'None.'),
  requestsRefused: (code) => {
    if (code === 401 || code === 403) return 'You may not see these requests.';
    if (code === 404) return 'This server does not tell single requests.';
    return `The requests could not be loaded${code === 0 ? '' : ` (${code})`}.`;
  },
  again: 'Try again',
};

/** The words in use. */
export function requestStrings({ more }: Strings): RequestStrings {
  return { ...english, ...more };
}
