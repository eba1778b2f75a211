import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('./support/broken-sockets-process.ts', import.meta.url));

describe('200 connections that send 50 requests at once and break off', () => {
  for (const app of ['koa', 'node:http', 'standalone']) {
    it(`print nothing and leave no request open (${app})`, async () => {
      const given = ['--import', 'tsx', script, app];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, given, { timeout: 60_000 });
      assert.deepEqual({ stdout, stderr }, { stdout: '0 open', stderr: '' });
    });
  }
});
