/** The element's events. All of them bubble and are composed. */
import type { Metrics } from '../server/contract/index.js';
import type { MonitorStatus } from './model/status.js';

/** Detail of `align-monitor-load`: an answer has come and is rendered. */
export interface LoadDetail {
  data: Metrics;
}

/** Detail of `align-monitor-error`: a poll has failed. */
export interface ErrorDetail {
  /** What happened, in English, for a log. */
  message: string;
  /** The HTTP status code; null when there was no answer. */
  status: number | null;
}

/** Detail of `align-monitor-status-change`; `from` is `loading` the first time. */
export interface StatusChangeDetail {
  from: MonitorStatus;
  to: MonitorStatus;
}

/** The details by event type. */
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
  interface GlobalEventHandlersEventMap {
    'align-monitor-load': CustomEvent<LoadDetail>;
    'align-monitor-error': CustomEvent<ErrorDetail>;
    'align-monitor-status-change': CustomEvent<StatusChangeDetail>;
  }
}
