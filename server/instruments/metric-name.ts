/** Under which names Prometheus finds a number, as OpenTelemetry's exporter for Prometheus makes them. */

import type { InstrumentKind } from '../contract/index.js';

/** What is ours, and what clients of Prometheus export of every process. */
const RESERVED = /^(align_monitor|process|nodejs|http_server)_/;

/** Whether the monitor or a client of Prometheus may use a name itself. */
export function isReserved(metricName: string): boolean {
  return RESERVED.test(metricName);
}

/** All names that a number takes; the first is its own, such as `tokens` and `upload_size_bytes_total`. */
export function metricNames(name: string, unit: string | null, kind: InstrumentKind): [string, ...string[]] {
  const own = metricName(name, unit, kind);
  return kind === 'histogram' ? [own, `${own}_sum`, `${own}_count`] : [own];
}

/** opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata-1 */
const UNITS: Readonly<Record<string, string>> = {
  ...{ d: 'days', h: 'hours', min: 'minutes', s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' },
  ...{ By: 'bytes', KiBy: 'kibibytes', MiBy: 'mebibytes', GiBy: 'gibibytes', TiBy: 'tibibytes' },
  ...{ kBy: 'kilobytes', KBy: 'kilobytes', MBy: 'megabytes', GBy: 'gigabytes', TBy: 'terabytes' },
  ...{ m: 'meters', V: 'volts', A: 'amperes', J: 'joules', W: 'watts', g: 'grams', Cel: 'celsius', Hz: 'hertz' },
  ...{ '%': 'percent', '1': '' },
};

function metricName(name: string, unit: string | null, kind: InstrumentKind): string {
  const plain = (text: string): string =>
    text
      .replaceAll(/[^\w:]/g, '_')
      .replaceAll(/_{2,}/g, '_')
      .replace(/_$/, '');
  const words = (unit ?? '').replaceAll(/\{[^}]*\}/g, '').split('/', 2);
  const [of = '', per = ''] = words.map((word) => plain(UNITS[word] ?? word));
  const suffix = unit === '1' && kind === 'gauge' ? 'ratio' : [of, per && `per_${per}`].filter(Boolean).join('_');
  const base = plain(name).replace(kind === 'counter' ? /_total$/ : /$^/, '');
  const withUnit = suffix === '' || base.endsWith(suffix) ? base : `${base}_${suffix}`;
  return kind === 'counter' ? `${withUnit}_total` : withUnit;
}
