/** What an app tells of itself beside requests: its jobs and its own numbers. */

import type { Collector } from './collector/collector.js';
import type { Recorder } from './collector/recorder.js';
import { Instruments } from './instruments/instruments.js';
import { Jobs, type JobsSettings } from './jobs/jobs.js';
import type { ResolvedOptions } from './options/monitor-options.js';

/** What they are connected to; the parts that are made later are asked for. */
export interface AppRecordsSettings extends Omit<JobsSettings, 'onFailure' | 'onRejected'> {
  options: Pick<ResolvedOptions, 'windowSeconds' | 'rules'>;
  collector: () => Collector;
  recorder: () => Recorder;
}

/** What `Monitor` and its parts use. */
export interface AppRecords {
  jobs: Jobs;
  instruments: Instruments;
}

/** Makes both. */
export function createAppRecords({ options, collector, recorder, ...settings }: AppRecordsSettings): AppRecords {
  const onRejected = (): void => {
    collector().totals.rejected++;
  };
  const onFailure = (error: unknown, job: string): string | null => recorder().recordJobFailure(error, job);
  const { windowSeconds, rules } = options;
  return {
    jobs: new Jobs({ ...settings, onFailure, onRejected }),
    instruments: new Instruments({ ...settings, windowSeconds, rules, onRejected }),
  };
}
