// @ts-check
/** A reporter for node:test that writes the results for test/run.js and prints nothing. Suites are no tests. */
import { resolve } from 'node:path';
import { writeResults } from './results.js';

/** @param {AsyncIterable<import('node:test/reporters').TestEvent>} source */
export default async function* nodeReporter(source) {
  for await (const { type, data } of source) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details.type === 'suite') continue;
    const { name, file = '', skip, todo } = data;
    // Node reports each file as a test of its own, also a file without tests.
    if (type === 'test:pass' && resolve(name) === file) continue;
    const isSkipped = [skip, todo].some((mark) => mark !== undefined && mark !== false);
    const outcome = isSkipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    writeResults([{ file, name, outcome, seconds: data.details.duration_ms / 1000 }]);
  }
  yield '';
}
