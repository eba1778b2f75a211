// @ts-check
/**
 * A reporter for node:test that writes how many tests passed, failed and were skipped, as one JSON object.
 * A suite is no test. A file that ended without having run one counts as failed: Node itself would call it passed.
 */
import { resolve } from 'node:path';

/**
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} source
 * @returns {AsyncGenerator<string, void>}
 */
export default async function* countTests(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details.type === 'suite') continue;
    const isFile = data.nesting === 0 && data.file !== undefined && resolve(data.name) === data.file;
    if (isFile && type === 'test:pass') console.error(`No test was run in ${data.file}.`);
    if (isSet(data.skip) || isSet(data.todo)) counts.skipped += 1;
    else if (type === 'test:pass' && !isFile) counts.passed += 1;
    else counts.failed += 1;
  }
  yield JSON.stringify(counts);
}

/**
 * @param {string | boolean | undefined} mark a skip or todo mark: a reason, which may be empty, or a boolean
 * @returns {boolean}
 */
function isSet(mark) {
  return mark !== undefined && mark !== false;
}
