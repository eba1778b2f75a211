/** How each state of the element comes about, so that tests can say what holds in all of them. */
import type { AlignMonitor } from '../../../widget/index.js';
import { until } from './element.js';
import { gone, refuse, type FakeServer } from './fake-server.js';
import { fixtures } from './fixtures.js';
import { historyOf } from './history.js';
import { hostile, hostileHistory } from './hostile.js';
import { levelOf, publicHistoryOf, sessionOf, statusOf } from './public.js';

const realNow = Date.now;

/** Puts the server into a state, has the element mounted, and waits until it shows it. */
export type Reach = (server: FakeServer, mounted: () => Promise<AlignMonitor>) => Promise<AlignMonitor>;

/** By the names of the states. */
export const states: Record<string, Reach> = {
  ...Object.fromEntries(Object.keys(fixtures).map((name) => [name, answered(fixtures[name as keyof typeof fixtures])])),
  public: answeredPublic((now) => statusOf(fixtures.degraded(now))),
  level: answeredPublic((now) => levelOf(fixtures.degraded(now))),
  hostile: async (server, mounted) => {
    server.history = (range) => hostileHistory(Date.now(), range);
    return answered(hostile)(server, mounted);
  },
  loading: (server, mounted) => {
    for (const each of ['answer', 'answerHealth', 'answerHistory'] as const) server[each] = () => undefined;
    return mounted();
  },
  stale: async (server, mounted) => {
    const element = await answered(fixtures.degraded)(server, mounted);
    server.answer = gone;
    Date.now = () => realNow() + 60_000;
    await element.refresh();
    return element;
  },
  offline: async (server, mounted) => {
    const element = await answered(fixtures.degraded)(server, mounted);
    window.dispatchEvent(new Event('offline'));
    await element.updateComplete;
    return element;
  },
  unauthorised: refused(refuse(401)),
  'not-a-monitor': refused(() => new Response('<!doctype html>')),
  unreachable: refused(gone),
};

/** Gives the clock back, and the server what it has without a state. */
export function restoreStates(server: FakeServer): void {
  Date.now = realNow;
  server.metrics = () => fixtures.healthy(Date.now());
  server.history = (range) => historyOf(Date.now(), range);
  server.session = () => sessionOf('operator');
  for (const each of ['answer', 'answerHealth', 'answerHistory'] as const) server[each] = null;
}

function answered(make: (now: number) => ReturnType<FakeServer['metrics']>): Reach {
  return async (server, mounted) => {
    server.metrics = () => make(Date.now());
    const element = await mounted();
    await until(() => element.data !== null);
    return element;
  };
}

function answeredPublic(make: (now: number) => ReturnType<FakeServer['metrics']>): Reach {
  return (server, mounted) => {
    server.session = () => sessionOf('public');
    server.history = (range) => publicHistoryOf(historyOf(Date.now(), range));
    return answered(make)(server, mounted);
  };
}

function refused(answer: FakeServer['answer']): Reach {
  return async (server, mounted) => {
    server.answer = answer;
    const element = await mounted();
    await until(() => element.status !== 'loading');
    return element;
  };
}
