/** What a process keeps on disk: its history, and all that there is to know of alerts. */

import type { AlertRecord } from '../alerts/alerts.js';
import { isAlertRecord } from '../alerts/alert-schema.js';
import type { StorageFigures } from '../contract/index.js';
import type { StoredDeploy } from '../deploys/deploy-log.js';
import { JsonFile } from './json-file.js';
import { type HistoryRecord, isHistoryRecord } from '../history/snapshots.js';

/** What is kept of alerts, and of the deploys that may explain them. */
export interface AlertsRecord {
  alerting: AlertRecord;
  /** Messages that no target has taken yet. */
  unsent: unknown;
  deploys: StoredDeploy[];
}

const SCHEMA = 1;

/** Two files in one folder: history is written every five minutes, alerts whenever they change. */
export class Storage {
  readonly history: JsonFile<HistoryRecord>;
  readonly alerts: JsonFile<AlertsRecord>;

  private constructor(history: JsonFile<HistoryRecord>, alerts: JsonFile<AlertsRecord>) {
    this.history = history;
    this.alerts = alerts;
  }

  /**
   * Opens the folder; never rejects.
   * @param wall milliseconds since 1970
   * @param onMessage told what is wrong, each time
   */
  static async open(folder: string, wall: number, onMessage: (message: string) => void): Promise<Storage> {
    const common = { folder, schema: SCHEMA, wall, onMessage };
    const [history, alerts] = await Promise.all([
      JsonFile.open({ ...common, name: 'history', isValid: isHistoryRecord }),
      JsonFile.open({ ...common, name: 'alerts', isValid: isAlertsRecord }),
    ]);
    return new Storage(history, alerts);
  }

  /** The worse of the two. */
  figures(): StorageFigures {
    const [history, alerts] = [this.history.figures(), this.alerts.figures()];
    const messages = [...new Set([history.message, alerts.message].filter((message) => message !== null))];
    return {
      kept: history.kept === 'on disk' && alerts.kept === 'on disk' ? 'on disk' : 'in memory',
      message: messages.length === 0 ? null : messages.join('; '),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.history.close(), this.alerts.close()]);
  }
}

function isAlertsRecord(data: unknown): data is AlertsRecord {
  if (typeof data !== 'object' || data === null) return false;
  const { alerting, deploys } = data as Record<string, unknown>;
  return isAlertRecord(alerting) && Array.isArray(deploys);
}
