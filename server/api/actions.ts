/** What people can have the monitor do: acknowledge and mute alerts and error groups, and mark deploys. */

import type { Alerts } from '../alerts/alerts.js';
import type { Alert, Deploy, Mute } from '../contract/index.js';
import type { DeployLog, TrafficBetween } from '../deploys/deploy-log.js';
import type { ErrorGroups, GroupView } from '../errors/error-groups.js';
import type { GroupAction } from '../errors/group-state.js';
import type { Evaluator } from '../evaluation/evaluator.js';

const MS_PER_MINUTE = 60_000;

/** Who acts, and why. */
export interface Remark {
  by: string | null;
  note: string | null;
  /** The name of the credential; null without one. */
  credential: string | null;
}

/** The parts that are acted upon. */
export interface ActionParts {
  alerts: Alerts;
  deploys: DeployLog;
  errors: ErrorGroups;
  trafficBetween: TrafficBetween;
  evaluator: Evaluator;
  storage: { refresh(): Promise<void> };
  /** Called with each deploy that is marked. */
  onDeploy: (deploy: Deploy) => void;
  /** Milliseconds since 1970. */
  wall: () => number;
}

/** Changes a monitor's state; what is read afterwards shows the change. */
export class Actions {
  readonly #parts: ActionParts;

  constructor(parts: ActionParts) {
    this.#parts = parts;
  }

  /** Reads what other processes have stored in the same folder; never rejects. */
  async refresh(): Promise<void> {
    await this.#parts.storage.refresh();
  }

  /** Acknowledges a firing alert; undefined when no such alert fires. */
  acknowledge(id: string, remark: Remark): Alert | undefined {
    return this.#change((wall) => this.#parts.alerts.acknowledge(id, remark, wall));
  }

  /** Mutes a rule for some minutes; 0 ends a mute. Null when a mute has ended, undefined when there is none, or no such rule. */
  mute(type: string, minutes: number, remark: Remark): Mute | null | undefined {
    return this.#change((wall) => {
      const alerts = this.#parts.alerts;
      if (minutes === 0) return alerts.unmute(type, wall) ? null : undefined;
      return alerts.mute({ type, ...remark, until: wall + minutes * MS_PER_MINUTE }, wall);
    });
  }

  /** Whether a silence of Alertmanager mutes a rule, which nobody can end here. */
  isSilenced(type: string): boolean {
    const { alerts, wall } = this.#parts;
    return alerts.mutes(wall()).some((mute) => mute.type === type && mute.source === 'alertmanager');
  }

  /** Acknowledges, resolves or opens an error group again; undefined when there is no such group. */
  errorGroup(id: string, kind: Exclude<GroupAction['kind'], 'mute'>, remark: Remark): GroupView | undefined {
    return this.#change((wall) => this.#parts.errors.act(id, { kind, ...remark, until: null }, wall));
  }

  /** Mutes an error group for some minutes; 0 ends a mute. Undefined when there is no such group. */
  muteErrorGroup(id: string, minutes: number, remark: Remark): GroupView | undefined {
    if (minutes === 0) return this.errorGroup(id, 'reopen', remark);
    return this.#change((wall) =>
      this.#parts.errors.act(id, { kind: 'mute', ...remark, until: wall + minutes * MS_PER_MINUTE }, wall),
    );
  }

  /** Notes that a version went into service. */
  markDeploy(version: string, note: string | null, credential: string | null): Deploy {
    const deploy = this.#change((wall) => {
      const { deploys, trafficBetween } = this.#parts;
      return deploys.withVerdict(deploys.add(version, note, wall, credential), trafficBetween, wall);
    });
    this.#parts.onDeploy(deploy);
    return deploy;
  }

  #change<T>(change: (wall: number) => T): T {
    const wall = this.#parts.wall();
    const result = change(wall);
    this.#parts.evaluator.refresh(wall);
    return result;
  }
}
