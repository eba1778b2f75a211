import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { resolveAccess } from '../../../server/options/access.js';

describe('the option access', () => {
  it('shows the public the status, and nobody more, unless it says so', () => {
    const access = resolveAccess(undefined, {});
    assert.deepEqual([access.public, access.isLocal, access.isConfigured], ['status', false, false]);
    assert.deepEqual(access.tokens, { viewer: [], operator: [], ingest: [] });
  });

  it('makes clients on the same machine operators where it is "local", or the environment is for development', () => {
    assert.equal(resolveAccess('local', {}).isLocal, true);
    assert.equal(resolveAccess(undefined, { NODE_ENV: 'development' }).isLocal, true);
    for (const NODE_ENV of ['', 'production', 'test', 'Development']) {
      assert.equal(resolveAccess(undefined, { NODE_ENV }).isLocal, false, NODE_ENV);
    }
  });

  it('takes tokens from options, the environment and files, several of each while one replaces another', (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'align-access-'));
    test.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'token');
    const other = join(folder, 'ingest');
    writeFileSync(other, 'token-of-file-3\ntoken-of-file-4\n');
    writeFileSync(file, 'token-of-file-1\ntoken-of-file-2\n');
    const access = resolveAccess(
      {
        viewer: ['first-token', { name: 'phone', token: 'second-token' }, { name: 'file', file }],
        ingest: 'ingest-token',
      },
      { ALIGN_MONITOR_OPERATOR_TOKEN: 'old-token-1, new-token-2', ALIGN_MONITOR_INGEST_TOKEN_FILE: other },
    );
    assert.deepEqual(
      access.tokens.viewer.map(({ name, value }) => `${name}: ${value}`),
      ['viewer: first-token', 'phone: second-token', 'file: token-of-file-1', 'file: token-of-file-2'],
    );
    assert.deepEqual(
      access.tokens.operator.map(({ value }) => value),
      ['old-token-1', 'new-token-2'],
    );
    assert.equal(access.tokens.ingest.length, 3);
    assert.equal(access.isConfigured, true);
  });

  it('takes an empty variable for none', () => {
    const access = resolveAccess(undefined, { ALIGN_MONITOR_VIEWER_TOKEN: '', ALIGN_MONITOR_VIEWER_TOKEN_FILE: '' });
    assert.deepEqual([access.isConfigured, access.tokens.viewer], [false, []]);
  });

  for (const [what, given, env, message] of [
    ['a short token', { viewer: 'short' }, {}, /option access\.viewer is a text of 5 characters; allowed: a token/],
    ['an empty token', { operator: '' }, {}, /option access\.operator is a text of 0 characters/],
    ['a token with a space', { viewer: 'secret secret' }, {}, /option access\.viewer is a text of 13 characters/],
    ['another view', { public: 'some' }, {}, /option access\.public is "some"; allowed: none, level, status, all/],
    ['an unknown part', { admin: 'x' }, {}, /unknown option access\.admin; allowed: public, viewer, operator, ingest/],
    ['an empty list', { viewer: [] }, {}, /option access\.viewer/],
    ['a function for ingest', { ingest: () => true }, {}, /option access\.ingest/],
    [
      'one token for two',
      { viewer: 'same-token', operator: 'same-token' },
      {},
      /the same token is given for viewer and operator/,
    ],
    [
      'a missing file',
      { viewer: { file: '/none/token' } },
      {},
      /option access\.viewer\.file is "\/none\/token"; allowed: .*ENOENT/,
    ],
    [
      'a bad variable',
      undefined,
      { ALIGN_MONITOR_VIEWER_TOKEN: 'sécret-token' },
      /ALIGN_MONITOR_VIEWER_TOKEN has a token of other/,
    ],
    ['another word', 'everybody', {}, /option access/],
    ['null', null, {}, /option access is null/],
  ] as const) {
    it(`refuses ${what}, and shows no token`, () => {
      assert.throws(
        () => resolveAccess(given as never, env),
        (error: Error) => message.test(error.message) && !/secret|sécret|same-token/.test(error.message),
      );
    });
  }
});
