// `npm start`: installs and builds where needed, then runs the demo in this process, so that Ctrl-C ends everything.
import { setUp } from '../test/tools/setup.js';

setUp();
// Imported only now: on a fresh machine setUp has just installed it.
const { register } = await import('tsx/esm/api');
register();
await import('./main.ts');
