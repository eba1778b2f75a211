/** Sends a test message to every target at once, past the delivery queues. */

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { TEST_TYPE } from '../alerts/outage-sentence.js';
import type { Alert, Notification, NotifyTestResult } from '../contract/index.js';
import type { AlertmanagerOptions } from '../options/monitor-options.js';
import type { NotifyTarget } from '../options/notify-targets.js';
import { labelsOf, postable } from './alertmanager/alert-json.js';
import { Alertmanager } from './alertmanager/alertmanager.js';
import { Attempt, type Fetch, type Outcome, TIMEOUT_MS } from './delivery-attempt.js';
import { buildNotification } from './notification.js';
import { targetOf } from './targets/index.js';
import type { Target } from './targets/target.js';

/** What is tested. */
export interface NotifyTestSettings {
  targets: readonly NotifyTarget[];
  alertmanager: AlertmanagerOptions | undefined;
  /** The `instance` label for Alertmanager. */
  host: string;
  /** What the app is called. */
  app: string;
  /** The process that notifies: host name and process id. */
  instance: string;
  link: string | undefined;
  /** Milliseconds since 1970. */
  wall: number;
  fetch?: Fetch | undefined;
}

/** Sends the messages; takes at most 20 s, and never rejects. */
export async function notifyTest(settings: NotifyTestSettings): Promise<NotifyTestResult[]> {
  const { targets, alertmanager, fetch = globalThis.fetch } = settings;
  return Promise.all([
    ...targets.map((given) => testTarget(targetOf(given), settings, fetch)),
    ...(alertmanager?.urls ?? []).map((url) => testAlertmanager(url, settings, fetch)),
  ]);
}

async function testTarget(target: Target, settings: NotifyTestSettings, fetch: Fetch): Promise<NotifyTestResult> {
  const outage = randomUUID();
  const send = (kind: Notification['kind']): Promise<Outcome> =>
    attempt((signal) => target.send(testMessage(outage, kind, settings), { signal, fetch, wall: settings.wall }));
  const fired = await send('firing');
  // No incident stays open after a test.
  const isOpen = fired.result === 'accepted' && target.opensIncidents === true;
  return resultOf(target.name, isOpen ? await send('resolved') : fired);
}

async function testAlertmanager(
  url: string,
  { alertmanager, host, link, wall }: NotifyTestSettings,
  fetch: Fetch,
): Promise<NotifyTestResult> {
  const ignore = (): void => undefined;
  const headers = alertmanager?.headers ?? {};
  const sender = new Alertmanager({ url, headers, fetch, random: () => 0, onAccepted: ignore, onError: ignore });
  const alert = testAlert(randomUUID(), 'firing', wall);
  const labels = labelsOf(host, alertmanager?.labels)(alert.type, alert.severity);
  const outcome = await attempt((signal) => sender.send([postable(alert, labels, link, wall)], signal));
  return resultOf(sender.figures().target, outcome);
}

async function attempt(work: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome> {
  const running = new Attempt(work, 0);
  const isOver = new AbortController();
  await Promise.race([running.ended, pause(TIMEOUT_MS, undefined, { signal: isOver.signal }).catch(() => undefined)]);
  isOver.abort();
  running.enforceTimeout(TIMEOUT_MS);
  return running.outcome ?? { result: 'failed', reason: 'no answer' };
}

function resultOf(target: string, outcome: Outcome): NotifyTestResult {
  return { target, result: outcome.result, reason: outcome.result === 'accepted' ? null : outcome.reason };
}

function testMessage(
  outage: string,
  kind: Notification['kind'],
  { app, instance, link, wall }: NotifyTestSettings,
): Notification {
  const alerts = [testAlert(outage, kind, wall)];
  const rest = { omitted: 0, dropped: 0, escalated: false };
  return buildNotification({
    id: `${outage}-${kind === 'firing' ? 1 : 2}`,
    outage,
    alerts,
    app,
    instance,
    link,
    wall,
    ...rest,
  });
}

function testAlert(id: string, state: Notification['kind'], wall: number): Alert {
  const timestamp = new Date(wall).toISOString();
  return {
    ...{ id, type: TEST_TYPE, severity: 'warning', state, condition: null, evidence: null },
    message: 'This is a test of the notifications, nothing is wrong',
    ...{ value: 0, peak_value: 0, unit: 'count', threshold: 0, window_seconds: 0, waiting: 0 },
    ...{ time: wall / 1000, timestamp, resolved_at: state === 'resolved' ? timestamp : null },
    ...{ acknowledged: null, muted_until: null, notified_at: null },
    ...{ flapping: false, confirmed: true, recovering: false },
  };
}
