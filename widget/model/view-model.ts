/** What the views show, made of the last answers and the time: no state, no clock, no document. */
import type { Metrics } from '../../server/contract/index.js';
import type { Snapshot } from '../data/snapshot.js';
import type { DisplayContext } from './text/display-context.js';
import { figures, type Figure } from './figures.js';
import { headline, type Headline } from './text/headline.js';
import { windowSeconds } from './series.js';
import { statusAt, type MonitorStatus } from './status.js';

/** Everything that the panel shows. */
export interface ViewModel {
  status: MonitorStatus;
  headline: Headline;
  /** The figures are current. */
  isCurrent: boolean;
  /** How far back the figures reach: "last 5 min". */
  window: string;
  figures: Figure[];
  /** The newest answer; null before the first one. */
  metrics: Metrics | null;
  display: DisplayContext;
}

/** Makes the view model. */
export function viewModel(snapshot: Snapshot, display: DisplayContext): ViewModel {
  const { metrics } = snapshot;
  const status = statusAt(snapshot, display.now);
  return {
    status,
    headline: headline(snapshot, status, display),
    isCurrent: metrics?.status === status,
    window: display.strings.last(display.format.span(windowSeconds(metrics))),
    figures: figures(metrics, display),
    metrics,
    display,
  };
}
