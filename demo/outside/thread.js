// Runs thread.ts in a worker thread, where tsx has to be registered again.
import { register } from 'tsx/esm/api';

register();
await import('./thread.ts');
