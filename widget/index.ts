/** The element's class and types; importing this registers nothing (that is `./define.js`). */
export { AlignMonitor } from './align-monitor.js';
export type { ErrorDetail, LoadDetail, MonitorEventDetails, StatusChangeDetail } from './events.js';
export type { Audience, Theme, Variant } from './settings.js';
export type { MonitorStatus } from './model/status.js';
export { useStrings, type AllStrings as Strings } from './strings/index.js';
