// @ts-check
/** A monitored app that says when it listens, and ends when it is told to. The package is the build, which starts soon. */
import { createMonitor } from 'align-monitor';
import Koa from 'koa';

const monitor = createMonitor();
const serve = !process.argv.includes('--behind-login');
const server = new Koa().use(monitor.koa({ serve })).listen(0, '127.0.0.1', () => console.log('ready'));
process.stdin.once('data', () => {
  server.closeAllConnections();
  server.close();
  process.stdin.destroy();
  void monitor.close();
});
