import type { MonitorOptions } from '../../../../server/options/monitor-options.js';
import type { Adapter } from '../support/scene.js';
import type { Stage } from '../support/stage.js';

/** One promise that every adapter keeps. */
export interface Row {
  name: string;
  options?: MonitorOptions;
  /** Where the framework or the protocol knows no such thing. */
  isUnknownTo?: (adapter: Adapter) => boolean;
  run: (stage: Stage) => Promise<void>;
}

export const isHttp2 = ({ protocol }: Adapter): boolean => protocol === 'h2';
