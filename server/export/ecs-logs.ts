/**
 * Logs requests, alerts and deploys as lines of JSON in the Elastic Common Schema
 * (elastic.co/docs/reference/ecs), for Filebeat or whatever reads the standard output. ECS has no field for a route
 * template, which therefore is a label, as the feature is.
 */

import { outageSentence } from '../alerts/outage-sentence.js';
import type { Deploy } from '../contract/index.js';
import type { AlertChange, EcsLogger, Exporter, ExportedRequest, LogOptions } from '../options/exporter-options.js';
import { LineWriter } from './line-writer.js';
import { requirePeer } from '../options/optional-peer.js';

/** `event.module` of all lines; the dataset is left to the app's own logger. */
const MODULE = 'align_monitor';
const SEVERITY_NUMBERS = { warning: 1, critical: 2 };

/** What is needed of the monitor. */
export interface EcsLogsSettings {
  options: LogOptions & { sampleRate: number };
  /** What the app is called. */
  app: string;
  version: string | null;
  /** The address of the monitoring page, where it is known. */
  page: string | undefined;
  onError: (error: unknown) => void;
}

type Pino = (options: object, destination: { write(line: string): void }) => EcsLogger;

/**
 * Writes the lines.
 * @throws TypeError when pino or the format is needed and not installed
 */
export function ecsLogsExporter({ options, app, version, page, onError }: EcsLogsSettings): Exporter {
  const { logger, close } =
    options.logger === undefined ? open(options, version, onError) : { logger: options.logger, close: undefined };
  return {
    name: 'logs',
    request: (request) => {
      if (!request.failed && Math.random() >= options.sampleRate) return;
      const { method, endpoint, statusCode } = request;
      const level = request.failed ? 'error' : request.errorClass === null ? 'info' : 'warn';
      logger[level](requestFields(request, options.sampleRate), `${method} ${endpoint} ${statusCode ?? ''}`.trim());
    },
    alert: (change) => {
      const level = change.kind === 'resolved' ? 'info' : change.alert.severity === 'critical' ? 'error' : 'warn';
      const { alert } = change;
      const wall = Date.parse(alert.resolved_at ?? alert.timestamp);
      logger[level](alertFields(change, page), outageSentence([alert], { app, wall }));
    },
    deploy: (deploy) => logger.info(deployFields(deploy), `Deploy ${deploy.version}`),
    close,
  };
}

function open(
  { file, service }: LogOptions,
  version: string | null,
  onError: (error: unknown) => void,
): { logger: EcsLogger; close: () => Promise<void> } {
  const pino = requirePeer('pino', 'logs') as Pino;
  const { ecsFormat } = requirePeer('@elastic/ecs-pino-format', 'logs') as { ecsFormat: (options: object) => object };
  const lines = new LineWriter(file, onError);
  const format = ecsFormat({
    apmIntegration: false,
    ...(service !== undefined && { serviceName: service }),
    ...(version !== null && { serviceVersion: version }),
  });
  return { logger: pino(format, lines), close: () => lines.close() };
}

function requestFields(request: ExportedRequest, sampleRate: number): object {
  const { endpoint, method, statusCode, latencyMs, errorClass, failed, feature } = request;
  return {
    event: {
      kind: 'event',
      module: MODULE,
      category: ['web'],
      type: ['access'],
      action: 'request',
      outcome: failed ? 'failure' : statusCode === null ? 'unknown' : 'success',
      // Nanoseconds.
      ...(latencyMs !== null && { duration: Math.round(latencyMs * 1e6) }),
    },
    http: { request: { method }, ...(statusCode !== null && { response: { status_code: statusCode } }) },
    ...(errorClass !== null && { error: { type: errorClass } }),
    labels: {
      endpoint,
      ...(feature !== null && { feature }),
      // Each line stands for so many requests.
      ...(!failed && sampleRate < 1 && { sample_rate: String(sampleRate) }),
    },
  };
}

function alertFields({ kind, alert }: AlertChange, page: string | undefined): object {
  const { evidence, resolved_at: resolvedAt } = alert;
  return {
    event: {
      kind: 'alert',
      module: MODULE,
      action: `alert-${kind}`,
      type: [kind === 'firing' ? 'start' : 'end'],
      id: alert.id,
      severity: SEVERITY_NUMBERS[alert.severity],
      start: alert.timestamp,
      ...(resolvedAt !== null && { end: resolvedAt }),
      ...(page !== undefined && { url: page }),
    },
    rule: { name: alert.type, category: alert.severity },
    labels: {
      value: String(alert.value),
      threshold: String(alert.threshold),
      unit: alert.unit,
      ...(evidence !== null && { requests: String(evidence.sample_size), counted: String(evidence.count) }),
      ...(evidence?.endpoints[0] !== undefined && { endpoint: evidence.endpoints[0].endpoint }),
    },
  };
}

function deployFields({ version, note, time }: Deploy): object {
  return {
    event: {
      kind: 'event',
      module: MODULE,
      category: ['configuration'],
      type: ['change'],
      action: 'deploy',
      start: time,
      ...(note !== null && { reason: note }),
    },
    // Beside `service.version`, which the format sets to the version of this process.
    labels: { deployed_version: version },
  };
}
