/** Connects the error groups with what records, stores and deploys. */

import type { FailedRequest } from './collector/collector.js';
import type { DeployLog } from './deploys/deploy-log.js';
import type { ErrorContext } from './errors/error-context.js';
import { ErrorGroups } from './errors/error-groups.js';
import type { Moment } from './errors/error-group.js';
import { appFolder } from './runtime/code-folders.js';
import type { InternalErrors } from './runtime/internal-errors.js';
import { monitorFolder } from './runtime/package-files.js';
import { watchUncaughtErrors } from './runtime/uncaught-errors.js';
import type { KeptErrors, Storage } from './storage/storage.js';
import type { Redact } from './text/redact.js';

/** What the groups are made from. */
export interface ErrorParts {
  keepSeconds: number;
  redact: Redact;
  deploys: () => DeployLog;
  storage: () => Storage;
  internalErrors: InternalErrors;
  moment: () => Moment;
}

/** The groups, and what the other parts of a monitor are given of them. */
export interface WiredErrors {
  groups: ErrorGroups;
  /** For the collector. */
  onFailure: (request: FailedRequest) => void;
  /** For the recorder; returns the id of the group. */
  onError: (error: unknown, errorClass: string, endpoint: string | null) => string | null;
  /** For the storage. */
  kept: KeptErrors;
  /** Ceases to watch what ends the process. */
  close: () => void;
}

/** Makes the groups. */
export function wireErrors({ keepSeconds, redact, deploys, storage, internalErrors, moment }: ErrorParts): WiredErrors {
  const groups = new ErrorGroups({
    folders: { app: appFolder(), monitor: monitorFolder() },
    ...{ keepSeconds, redact },
    deployAt: (wall) => deploys().at(wall),
  });
  const run = (work: () => void): void => internalErrors.run(work, undefined);
  return {
    groups,
    onFailure: (request) => run(() => groups.recordRequest(contextOf(request), request.errors, moment())),
    onError: (error, errorClass, endpoint) =>
      internalErrors.run(() => groups.recordError(error, { errorClass, endpoint }, moment()), null),
    kept: {
      version: () => groups.version,
      actionVersion: () => groups.actionVersion,
      toJSON: () => groups.toJSON(),
      restore: (kept) => groups.restore(kept, moment()),
      merge: (kept) => groups.merge(kept),
    },
    close: watchUncaughtErrors((error) =>
      run(() => {
        const { record, keep } = groups.fatal(error, moment());
        storage().storeCrash(record, () => run(() => keep(moment())));
      }),
    ),
  };
}

function contextOf({ sample, endpoint, method, errorClass, failed, session, links }: FailedRequest): ErrorContext {
  const { statusCode, latencyMs } = sample;
  return {
    ...{ endpoint, method, errorClass, failed, session },
    status: Number.isNaN(statusCode) ? null : statusCode,
    latencyMs: Number.isNaN(latencyMs) ? null : latencyMs,
    ...{ traceId: links?.traceId, requestId: links?.requestId, sentryEventId: links?.sentryEventId },
  };
}
