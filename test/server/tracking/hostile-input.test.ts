/** What a stranger may send with a request of legal size costs in proportion to its length, and little. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { appearance } from '../../../server/api/appearance.js';
import { cookieValue } from '../../../server/tracking/cookies.js';
import { csrfOf } from '../../../server/tracking/csrf.js';
import { FoldedPaths, foldPath, nameParameters } from '../../../server/tracking/fold-path.js';
import { pathOf } from '../../../server/tracking/request-adapter.js';

/** Node's limit for the head of a request, and what a host may raise it to. */
const LEGAL = 16_000;
const RAISED = 4 * LEGAL;
/** Four times as much takes four times as long, sixteen times where the time grows with the square. */
const MAX_GROWTH = 10;
const RUNS = 5;

const times = (text: string, length: number): string => text.repeat(Math.floor(length / text.length));
const fill =
  (text: string): ((length: number) => string) =>
  (length) =>
    times(text, length);

const cookies = {
  'one name': fill('sid=;'),
  'almost the name': fill('asid='),
  'no separator': fill('s'),
  spaces: fill(' '),
};
const paths = {
  'short segments': fill('/a'),
  slashes: fill('/'),
  numbers: fill('/1'),
  'encoded segments': fill('/%61'),
  'broken encodings': fill('/%'),
  'almost hashes': fill('/abcdef1abcdef1abcdef1g'),
  'almost tokens': fill(`/${'1.'.repeat(31)}_`),
};
const segmentsOf = (path: string): string[] => path.slice(1).split('/');

const readers: Record<
  string,
  { read: (input: string) => unknown; inputs: Record<string, (length: number) => string> }
> = {
  'one cookie': { read: (header) => cookieValue(header, 'sid'), inputs: cookies },
  'a folded path': { read: (path) => foldPath(path), inputs: paths },
  'a path that an app has answered': { read: (path) => new FoldedPaths().endpointOf(path, 200), inputs: paths },
  'a path with a parameter': { read: (path) => nameParameters(path, { id: 'b', other: 'c' }), inputs: paths },
  'a path with a wildcard that is not in it': {
    read: (path) => {
      const segments = segmentsOf(path);
      return nameParameters(path, { rest: [...segments.slice(0, segments.length / 2), 'b'] });
    },
    inputs: paths,
  },
  'the path of a URL': { read: pathOf, inputs: { ...paths, schemes: fill('http://') } },
  "an error's message": {
    read: (message) => csrfOf(new Error(message), 403),
    inputs: { 'almost the words': fill('authenticity '), letters: fill('a') },
  },
  'a label': {
    read: (label) => appearance({ label }),
    inputs: { spaces: fill(' '), words: fill('a '), controls: fill('\u0001'), 'lone surrogates': fill('\ud800') },
  },
};

/** Milliseconds, the least of several runs. */
function cost(read: () => unknown): number {
  let least = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const begun = performance.now();
    // What takes microseconds is measured many times.
    let done = 0;
    while (done < 1 || (performance.now() - begun < 1 && done < 1000)) {
      read();
      done++;
    }
    least = Math.min(least, (performance.now() - begun) / done);
  }
  return least;
}

for (const [what, { read, inputs }] of Object.entries(readers)) {
  describe(what, () => {
    for (const [kind, make] of Object.entries(inputs)) {
      it(`costs no more than in proportion to its length when it is made of ${kind}`, () => {
        const [legal, raised] = [make(LEGAL), make(RAISED)];
        const growth = (): number => cost(() => read(raised)) / cost(() => read(legal));
        // A machine that does something else meanwhile gets further chances; a wrong algorithm fails in all.
        const least = Math.min(...[growth, growth, growth].map((measure) => measure()));
        assert.ok(least < MAX_GROWTH, `four times the length takes ${least.toFixed(1)} times as long`);
      });
    }
  });
}

it('a path of more than a hundred segments has no template, so that none of it is kept', () => {
  const folded = new FoldedPaths();
  for (const path of [times('/a', 202), times('/a1', 400), times('/', LEGAL), times('/abcdefghijkl', 1300)]) {
    for (let answer = 0; answer < 5; answer++) assert.equal(folded.endpointOf(path, 200), undefined);
  }
  assert.equal(nameParameters(times('/a', 202), { id: 'a' }), undefined);
  const path = times('/a', 198);
  assert.equal(nameParameters(path, { rest: segmentsOf(path) }), '/*rest');
});
