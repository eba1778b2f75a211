/**
 * Alerts to one or several Alertmanagers, as Prometheus sends them: each gets every firing alert once a minute, with an
 * `endsAt` in the near future, and every ended one for 15 minutes. What an Alertmanager has missed is in the next list,
 * so that nothing is queued. Silences that are set there come back as mutes.
 */

import type { Alert, Mute } from '../../contract/index.js';
import type { AlertmanagerOptions } from '../../options/monitor-options.js';
import type { Fetch } from '../delivery-attempt.js';
import { settleWithinGracePeriod } from '../grace-period.js';
import { labelsOf, type LabelsOf, postable } from './alert-json.js';
import { Alertmanager, type AlertmanagerFigures, type Outgoing } from './alertmanager.js';
import { type SilencedRule, Silences } from './silences.js';

/** An ended alert is sent for this long, in case an Alertmanager restarts. */
const RESOLVED_MS = 15 * 60_000;
/** The end of an alert that an Alertmanager has not taken is sent to it for this long. */
const MAX_MISSED_MS = 24 * 3_600_000;

/** Settings. */
export interface AlertmanagersSettings {
  options: AlertmanagerOptions;
  /** The `instance` label, unless `labels` has one. */
  instance: string;
  /** The address of the page; undefined when it is not known. */
  link: string | undefined;
  rules: readonly SilencedRule[];
  /** All alerts of this process, firing ones first, then the newest. */
  alerts: () => readonly Alert[];
  /** Whether an alert is muted here, by a person or a maintenance window. */
  isMuted: (alert: Alert) => boolean;
  /** Called with the rules that are silenced, whenever that may have changed. */
  onSilences: (mutes: readonly Mute[]) => void;
  /** Called with the ids of alerts that an Alertmanager has taken, and when, milliseconds since 1970. */
  onAccepted: (alertIds: readonly string[], wall: number) => void;
  /** Called for each attempt that failed; never with a secret. */
  onError: (error: unknown) => void;
  random?: (() => number) | undefined;
  fetch?: Fetch | undefined;
}

/** Sends to all Alertmanagers. */
export class Alertmanagers {
  readonly #settings: AlertmanagersSettings;
  readonly #all: readonly Alertmanager[];
  readonly #labels: LabelsOf;
  readonly #silences = new Silences();
  /** Alerts that have fired while nothing muted them here. */
  #begun = new Set<string>();
  #wall = 0;
  #isClosed = false;

  constructor(settings: AlertmanagersSettings) {
    const { options, instance, onAccepted, onError } = settings;
    this.#settings = settings;
    this.#labels = labelsOf(instance, options.labels);
    this.#all = options.urls.map(
      (url) =>
        new Alertmanager({
          url,
          headers: options.headers ?? {},
          fetch: settings.fetch ?? ((...given) => globalThis.fetch(...given)),
          random: settings.random ?? Math.random,
          onAccepted: (ids) => onAccepted(ids, this.#wall),
          onError,
        }),
    );
  }

  /**
   * Must be called once a second.
   * @param now monotonic milliseconds
   * @param wall milliseconds since 1970
   */
  tick(now: number, wall: number): void {
    if (this.#isClosed) return;
    this.#wall = wall;
    const known = this.#known(wall);
    let hasRead = false;
    for (const each of this.#all) {
      const due = (): Outgoing[] => known.filter(({ id, endedAt }) => isDue(endedAt, each.knowsEnd(id), wall));
      hasRead = each.tick(due, now) || hasRead;
    }
    if (!hasRead) return;
    const lists = this.#all.map(({ silences }) => silences);
    const { rules, alerts, onSilences } = this.#settings;
    // No rule raises the alerts about single jobs.
    const types = new Map(
      [...alerts().map(({ type: name, severity }) => ({ name, severity })), ...rules].map((one) => [one.name, one]),
    );
    onSilences(this.#silences.mutes(lists, [...types.values()], this.#labels, wall));
  }

  /** Figures, in the order of the addresses. */
  figures(): AlertmanagerFigures[] {
    return this.#all.map((each) => each.figures());
  }

  /** Sends no more and waits up to a second for what is being sent. What fires ends there by itself. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await settleWithinGracePeriod(this.#all.flatMap(({ ended }) => ended ?? []));
    for (const each of this.#all) each.stop();
  }

  /** All that an Alertmanager may be told: of each rule the newest alert, since its labels are those of the others, too. */
  #known(wall: number): Outgoing[] {
    const { alerts, isMuted, link } = this.#settings;
    const newest = new Map<string, Alert>();
    for (const alert of alerts())
      if (alert.state !== 'pending' && !newest.has(alert.type)) newest.set(alert.type, alert);
    const begun = [...newest.values()].filter((alert) => {
      return this.#begun.has(alert.id) || (alert.state === 'firing' && !isMuted(alert));
    });
    this.#begun = new Set(begun.map(({ id }) => id));
    return begun.map((alert) => ({
      id: alert.id,
      state: alert.state === 'firing' ? 'firing' : 'resolved',
      endedAt: alert.resolved_at === null ? null : Date.parse(alert.resolved_at),
      isHeard: alert.muted_until === null,
      json: postable(alert, this.#labels(alert.type, alert.severity), link, wall),
    }));
  }
}

function isDue(endedAt: number | null, isEndKnown: boolean, wall: number): boolean {
  return endedAt === null || wall - endedAt < (isEndKnown ? RESOLVED_MS : MAX_MISSED_MS);
}
