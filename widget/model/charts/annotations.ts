/** Annotations of the charts: deploys, alerts, and times that were not recorded. */
import type { AlertMessage } from '../../../server/contract/index.js';
import { alertText } from '../../strings/messages.js';
import type { PageDisplay } from '../text/display-context.js';

/** A band behind the lines. Times are seconds since 1970. */
export interface ChartBand {
  from: number;
  to: number;
  /** A gap is a time of which nothing is known, because the process was down. */
  kind: 'gap' | 'warning' | 'critical';
}

/** A vertical line with a text, for a deploy. */
export interface ChartMarker {
  /** Seconds since 1970. */
  at: number;
  text: string;
}

/** The annotations of one range, as charts and tables show them. */
export interface Annotations {
  bands: ChartBand[];
  markers: ChartMarker[];
  /** The text of each step, empty where nothing happened; null when there is none at all. */
  events: string[] | null;
  /** How many gaps, alerts and deploys there are, for screen readers; empty when there are none. */
  summary: string;
}

/** What annotations are made from. Times are ISO 8601; `to` is null while an alert fires. */
export interface AnnotationSource {
  deploys: readonly { version: string; time: string }[];
  alerts: readonly (AlertMessage & { severity: string; from: string; to: string | null })[];
  /** In seconds since 1970. */
  gaps: readonly { from: number; to: number }[];
}

/** Makes the annotations for steps of `step` seconds that begin at `times` and end at `end`, all in seconds. */
export function annotations(
  { deploys, alerts: allAlerts, gaps }: AnnotationSource,
  { times, step, end }: { times: readonly number[]; step: number; end: number },
  display: PageDisplay,
): Annotations {
  const { strings } = display;
  const isInRange = (from: number, to = from) => from <= end && to >= (times[0] ?? 0);
  const markers = deploys
    .map(({ version, time }) => ({ at: secondsOf(time), text: version }))
    .filter(({ at }) => isInRange(at));
  const alerts = allAlerts
    .map((alert) => ({
      from: secondsOf(alert.from),
      to: alert.to === null ? end : secondsOf(alert.to),
      text: alertText(alert, display),
      kind: alert.severity === 'critical' ? ('critical' as const) : ('warning' as const),
    }))
    .filter(({ from, to }) => isInRange(from, to));
  const events = times.map((time) => {
    const isInStep = (from: number, to = from) => from < time + step && to >= time;
    return [
      ...markers.filter(({ at }) => isInStep(at)).map(({ text }) => strings.deploy(text)),
      ...alerts.filter(({ from, to }) => isInStep(from, to)).map(({ text }) => text),
    ].join('; ');
  });
  return {
    bands: [
      ...gaps.map(({ from, to }) => ({ from, to, kind: 'gap' as const })),
      ...alerts.map(({ from, to, kind }) => ({ from, to, kind })),
    ],
    markers,
    events: events.some((event) => event !== '') ? events : null,
    summary: strings.historySummary(gaps.length, alerts.length, markers.length),
  };
}

/** Converts a time in ISO 8601 to seconds since 1970. */
export function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}
