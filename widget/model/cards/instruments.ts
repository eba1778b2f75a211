/** The app's own numbers, with their units. */
import type { InstrumentFigures, Metrics } from '../../../server/contract/index.js';
import type { History } from '../../data/history.js';
import type { Line } from '../series.js';
import type { DisplayContext } from '../text/display-context.js';
import type { Quantity } from '../text/format.js';

/** A unit without a symbol, as OpenTelemetry writes it: `{token}`. */
const ANNOTATION = /^\{(.*)\}$/;

/** What a unit in braces says: "token"; empty for others. */
export function annotation(unit: string | null): string {
  return ANNOTATION.exec(unit ?? '')?.[1] ?? '';
}

/** Formats values of a number. */
export function instrumentQuantity(
  { unit }: Pick<InstrumentFigures, 'unit'>,
  { format }: DisplayContext,
): (value: number) => Quantity {
  switch (unit) {
    case 'ms':
      return format.latency;
    case 's':
      return (value) => format.latency(value * 1000);
    case '%':
      return format.percent;
    case 'By':
      return (value) => ({ value: format.rate(value / 1e6).value, unit: 'MB' });
    default: {
      const symbol = unit === null || unit === '1' || ANNOTATION.test(unit) ? '' : unit;
      return (value) => ({ value: format.rate(value).value, unit: symbol });
    }
  }
}

/** A number step by step: of a range of history where one is shown, else of the current window. */
export function instrumentLine({ name, series }: InstrumentFigures, history: History | null): Line {
  if (history === null) return series;
  return history.steps.map(({ instruments }) =>
    instruments !== null && Object.hasOwn(instruments, name) ? (instruments[name] ?? null) : null,
  );
}

/** Whether an alert about a number fires. */
export function isOverLimit({ name }: InstrumentFigures, { alerts }: Pick<Metrics, 'alerts'>): boolean {
  return alerts.some(({ state, condition }) => state === 'firing' && condition?.name === name);
}
