/** What controllers read of their element in each update. */
import type { PollTarget } from '../data/metrics-request.js';
import type { ViewModel } from '../model/view-model.js';
import type { ViewState } from '../model/view-state.js';
import type { ElementSettings } from '../settings.js';

/** The element as its last update has found it. */
export interface ViewSource {
  readonly settings: ElementSettings;
  readonly target: PollTarget;
  /** Null until the words have been loaded. */
  readonly view: ViewModel | null;
  readonly state: ViewState;
  readonly setState: (changes: Partial<ViewState>) => void;
  readonly refresh: () => void;
}
