// `npm run demo:observability`: installs and builds where needed, then runs the portal and what is installed beside it.
import { setUp } from '../../test/tools/setup.js';

setUp();
// Imported only now: on a fresh machine setUp has just installed it.
const { register } = await import('tsx/esm/api');
register();
await import('./main.ts');
