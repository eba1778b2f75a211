/** What an element gives the parts that are added to it. */
import type { CSSResult, ReactiveControllerHost } from 'lit';
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
  /** Has `refresh` wait for what is being loaded; it must not reject. */
  readonly wait: (loading: Promise<unknown>) => void;
  /** Imports a module when it is first asked for; undefined until it has been loaded, null when it could not be loaded. */
  readonly load: <Views>(importer: Importer<Views>) => Views | null | undefined;
}

/** Imports a lazy module. It is also what the module is known by, so there is one for each. */
export type Importer<Views> = () => Promise<LazyModule<Views>>;

/** A lazy module is used as it is, or through the views with a state of their own that it adds to an element. */
export type LazyModule<Views> = { styles: readonly CSSResult[] } & (
  Views | { addTo: (host: ReactiveControllerHost & HTMLElement, source: () => ViewSource) => Views }
);
