import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import * as first from '../../server/monitor.js';

/** Loads another copy of the module, and of the one that holds what copies share. */
let copies = 0;
async function loadCopy(): Promise<typeof first> {
  const url = new URL(`../../server/monitor.ts?copy=${(copies += 1)}`, import.meta.url);
  return (await import(url.href)) as typeof first;
}

describe('two copies of the module', () => {
  let warnings: string[];

  beforeEach(() => {
    warnings = [];
    mock.method(console, 'warn', (line: string) => warnings.push(line));
  });
  afterEach(() => mock.restoreAll());

  it('find the monitor of either, and say that they are two', async () => {
    const second = await loadCopy();
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

  it('of versions that do not agree keep to themselves, and say so', async () => {
    const key = Symbol.for('align-monitor');
    const known: unknown = Reflect.get(globalThis, key);
    const newer = { version: 1000, latest: { isOfAnotherKind: true } };
    Reflect.set(globalThis, key, newer);
    try {
      const older = await loadCopy();
      assert.equal(older.getMonitor(), undefined);
      const monitor = older.createMonitor();
      assert.match(warnings.join(), /^align-monitor: another version of this module is loaded/);
      assert.equal(older.getMonitor(), monitor);
      await monitor.close();
      assert.deepEqual(newer, { version: 1000, latest: { isOfAnotherKind: true } });
    } finally {
      Reflect.set(globalThis, key, known);
    }
  });
});
