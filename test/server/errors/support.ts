/** Error groups with time in the test's hands. */

import { createHash, randomBytes } from 'node:crypto';
import type { ErrorContext } from '../../../server/errors/error-context.js';
import { ErrorGroups, type ErrorGroupsSettings } from '../../../server/errors/error-groups.js';
import type { Moment } from '../../../server/errors/error-group.js';
import type { GroupState } from '../../../server/errors/group-state.js';
import { FakeClock } from '../support/fake-clock.js';

/** An error whose own frame is there. */
export function errorAt(place: string, message = 'broken', type = 'Error'): Error {
  const stack = `${type}: ${message}\n    at ${place}`;
  return Object.assign(new Error(message), { name: type, stack });
}

/** The digest of a session, as the collector makes them. */
export function session(name: string): string {
  return createHash('sha256').update(name).digest('binary').slice(0, 12);
}

/** Groups under test. */
export class Stage {
  readonly clock: FakeClock;
  readonly groups: ErrorGroups;

  constructor(settings: Partial<ErrorGroupsSettings> = {}, clock = new FakeClock()) {
    this.clock = clock;
    this.groups = new ErrorGroups({
      folders: { app: '/app', monitor: '/app/node_modules/align-monitor' },
      ...{ keepSeconds: 300, deployAt: () => undefined },
      ...settings,
    });
  }

  get moment(): Moment {
    return { now: this.clock.monotonic(), wall: this.clock.wall() };
  }

  /** A request fails with an error. */
  fail(thrown: unknown, more: Partial<ErrorContext> = {}): void {
    this.groups.recordRequest(failed(more), { thrown, reported: [] }, this.moment);
  }

  get states(): GroupState[] {
    return this.groups.views().map(({ state }) => state);
  }

  /** How often each type occurred. */
  get counts(): Record<string, number> {
    return Object.fromEntries(this.states.map(({ type, count }) => [type, count]));
  }
}

/** A failed request. */
export function failed(more: Partial<ErrorContext> = {}): ErrorContext {
  return {
    ...{ endpoint: '/items/:id', method: 'GET', status: 500, errorClass: '5xx', latencyMs: 12, session: undefined },
    failed: true,
    ...more,
  };
}

/** A message that nobody can mask. */
export function unique(): string {
  return randomBytes(12)
    .toString('hex')
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));
}
