import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import * as first from '../../server/monitor.js';

describe('two copies of the module', () => {
  afterEach(() => mock.restoreAll());

  it('find the monitor of either, and say that they are two', async () => {
    const warnings: string[] = [];
    mock.method(console, 'warn', (line: string) => warnings.push(line));
    const second = (await import(new URL('../../server/monitor.ts?second', import.meta.url).href)) as typeof first;
    assert.notEqual(second.createMonitor, first.createMonitor);
    const monitor = first.createMonitor();
    assert.equal(second.getMonitor(), monitor);
    assert.deepEqual(warnings, []);
    const other = second.createMonitor();
    assert.equal(warnings.length, 1);
    assert.match(warnings.join(), /align-monitor: two copies of this module are loaded/);
    assert.equal(first.getMonitor(), other);
    await other.close();
    assert.equal(first.getMonitor(), undefined);
    await monitor.close();
  });
});
