/** The element's events, typed; all of them bubble and are composed. */
import type { Metrics } from '../server/contract/index.js';
import type { AlignMonitor } from './align-monitor.js';
import type { MonitorStatus } from './status.js';

/** An answer has come and is drawn. */
export interface LoadDetail {
  data: Metrics;
}

/** A poll has failed. */
export interface ErrorDetail {
  /** What happened, in English, for a log. */
  message: string;
  /** The HTTP status code; null when there was no answer. */
  status: number | null;
}

/** The element's status is another one than before; `from` is `loading` the first time. */
export interface StatusChangeDetail {
  from: MonitorStatus;
  to: MonitorStatus;
}

/** Which detail each event carries. */
export interface MonitorEventDetails {
  'align-monitor-load': LoadDetail;
  'align-monitor-error': ErrorDetail;
  'align-monitor-status-change': StatusChangeDetail;
}

/** Makes one of the element's events. */
export function monitorEvent<Type extends keyof MonitorEventDetails>(
  type: Type,
  detail: MonitorEventDetails[Type],
): CustomEvent<MonitorEventDetails[Type]> {
  return new CustomEvent(type, { detail, bubbles: true, composed: true });
}

declare global {
  interface HTMLElementTagNameMap {
    'align-monitor': AlignMonitor;
  }
  interface GlobalEventHandlersEventMap {
    'align-monitor-load': CustomEvent<LoadDetail>;
    'align-monitor-error': CustomEvent<ErrorDetail>;
    'align-monitor-status-change': CustomEvent<StatusChangeDetail>;
  }
}
