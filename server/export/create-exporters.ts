/** Makes the exporters that the options ask for. */

import type { Exporter } from '../options/exporter-options.js';
import type { ResolvedOptions } from '../options/monitor-options.js';
import { datadogExporter } from './datadog.js';
import { ecsLogsExporter } from './ecs-logs.js';
import { Exporters } from './exporters.js';
import { sentryExporter, type SentrySettings } from './sentry.js';

/** What the exporters need of the monitor. */
export interface ExportSettings extends Pick<SentrySettings, 'instance' | 'page' | 'currentRequest'> {
  /** Monotonic milliseconds. */
  now: () => number;
  onError: (error: unknown) => void;
}

/**
 * The app's own exporters and the built-in ones.
 * @throws TypeError naming the package that an option needs and that is not installed
 */
export function createExporters(
  { exporters, sentry, datadog, logs, name: app, version }: ResolvedOptions,
  { now, onError, ...settings }: ExportSettings,
): Exporters {
  const { page } = settings;
  const all: Exporter[] = [...exporters];
  if (sentry !== undefined) all.push(sentryExporter({ client: sentry.client, version, ...settings }));
  if (datadog !== undefined) all.push(datadogExporter({ options: datadog, version, page, onError }));
  if (logs !== undefined) all.push(ecsLogsExporter({ options: logs, app, version, page, onError }));
  return new Exporters({ exporters: all, now, onError });
}
