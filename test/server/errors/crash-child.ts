/** An app that ends by an error of its own: `node crash-child.ts <how> [<folder>]`. */

// The build starts sooner than its sources.
import { createMonitor } from 'align-monitor';

const [, , how = '', folder] = process.argv;
const monitor = how.startsWith('bare') ? undefined : createMonitor({ metricsDir: folder, version: '1.8.0' });
if (how !== 'early') await monitor?.started;

function explode(): never {
  throw new TypeError('Cannot read step 7');
}

switch (how) {
  case 'reject':
  case 'bare-reject':
    void Promise.reject(new RangeError('nobody waits'));
    break;
  case 'survive':
    process.on('uncaughtException', () => console.log('the app goes on'));
    setTimeout(explode, 0);
    setTimeout(() => {
      console.log(
        JSON.stringify(monitor?.errors().groups.map(({ type, is_fatal: f, total_count: c }) => [type, f, c])),
      );
      void monitor?.close();
    }, 2500);
    break;
  case 'closed':
    await monitor?.close();
    console.log(process.listenerCount('uncaughtExceptionMonitor'));
    break;
  case 'hostile':
    setTimeout(() => {
      const error = new Error('x');
      Object.defineProperty(error, 'stack', {
        get: () => {
          throw new Error('a getter');
        },
      });
      throw error;
    }, 0);
    break;
  default:
    setTimeout(explode, 0);
}
