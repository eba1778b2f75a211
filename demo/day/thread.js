// Records the day in a worker thread, where tsx has to be registered again.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { recordDay } = await import('./record-day.ts');
await recordDay(workerData);
