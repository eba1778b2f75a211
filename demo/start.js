// What `npm start` runs: sets up what is missing, then runs the demo in this same process, so that Ctrl-C ends all of it.
import { prepare } from '../test/tools/prepare.js';

await prepare({ build: true });
// Not before now: on a fresh machine it has only just been installed.
const { register } = await import('tsx/esm/api');
register();
await import('./main.ts');
