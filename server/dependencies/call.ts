/** One call of a dependency, and how it ends. */

import type { CallFailure } from '../contract/index.js';
import { isRecord } from '../options/values.js';
import type { Dependency } from './dependency.js';
import type { Wait } from './request-waits.js';

/** Too many requests: the dependency refuses, which is no mistake of the caller's. */
const TOO_MANY_REQUESTS = 429;

/** A call. Times are monotonic milliseconds. */
export class Call {
  readonly dependency: Dependency;
  startedAt: number;
  /** When the headers of its answer came; -1 before. */
  answeredAt = -1;
  /** The status of its answer; 0 before, and where there is none. */
  status = 0;
  /** Whether a time limit that the app has set for it is over. */
  isTimedOut = false;
  /** How the request waits that is being handled meanwhile. */
  wait: Wait | undefined = undefined;

  /** By which it is found while it is open. */
  readonly key: object;

  constructor(dependency: Dependency, startedAt: number, key: object) {
    this.dependency = dependency;
    this.startedAt = startedAt;
    this.key = key;
  }

  /** Notes the headers of its answer. */
  answer(status: number, now: number): void {
    this.answeredAt = now;
    this.status = status;
  }

  /** Moves its times: the clock was put forward. */
  postpone(ms: number): void {
    this.startedAt += ms;
    if (this.answeredAt >= 0) this.answeredAt += ms;
  }
}

/** The failure that an answer is; undefined when it is none, as where the caller is to blame. */
export function failureOfStatus(status: number): CallFailure | undefined {
  return status >= 500 || status === TOO_MANY_REQUESTS ? 'status' : undefined;
}

const BY_CODE: Readonly<Record<string, CallFailure | 'aborted'>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  EPIPE: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EHOSTDOWN: 'refused',
  ENETDOWN: 'refused',
  UND_ERR_SOCKET: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ABORT_ERR: 'aborted',
  UND_ERR_ABORTED: 'aborted',
};
const BY_NAME: Readonly<Record<string, CallFailure | 'aborted'>> = { TimeoutError: 'timeout', AbortError: 'aborted' };
/** An error may be wrapped in others. */
const MAX_CAUSES = 4;

/**
 * The class of an error, or `aborted` when the app gave the call up. The innermost cause that has a class counts, so that
 * an `AbortError` because of `AbortSignal.timeout()` is a timeout.
 */
export function failureOfError(error: unknown): CallFailure | 'aborted' {
  // What is no error is the reason that the app gave to `abort()`.
  let found: CallFailure | 'aborted' = isRecord(error) ? 'other' : 'aborted';
  try {
    let cause = error;
    for (let depth = 0; depth < MAX_CAUSES && isRecord(cause); depth++) {
      const { code, name } = cause;
      const known =
        (typeof code === 'string' ? BY_CODE[code] : undefined) ??
        (typeof name === 'string' ? BY_NAME[name] : undefined);
      if (known !== undefined) found = known;
      cause = cause['cause'];
    }
  } catch {
    // Its properties throw.
  }
  return found;
}
