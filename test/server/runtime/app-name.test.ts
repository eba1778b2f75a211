import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { nameFrom } from '../../../server/runtime/app-name.js';

describe('the name of the app', () => {
  const root = mkdtempSync(join(tmpdir(), 'align-monitor-name-'));
  after(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('mono/package.json', '{ "name": "mono" }');
  write('mono/apps/portal/package.json', '{ "name": "@school/portal" }');
  write('mono/apps/portal/dist/package.json', '{ "type": "module" }');
  write('mono/apps/broken/package.json', '{ "name": ');
  write('mono/apps/odd/package.json', '{ "name": 7 }');
  write('mono/node_modules/next/package.json', '{ "name": "next" }');
  write('bare/server.js', '');
  const nameOf = (started: string | undefined, folder: string): string | undefined =>
    nameFrom(started && join(root, started), join(root, folder));

  const rows: [what: string, started: string | undefined, folder: string, name: string | undefined][] = [
    [
      'that of the package of the started file, wherever it was started from',
      'mono/apps/portal/dist/main.js',
      'mono',
      'portal',
    ],
    ['that of a folder further up where the nearest has none', 'mono/apps/odd/main.js', '.', 'mono'],
    ['that of a folder further up where the nearest cannot be read', 'mono/apps/broken/main.js', '.', 'mono'],
    [
      'that of the current folder where a tool was started',
      'mono/node_modules/next/dist/bin/next',
      'mono/apps/portal',
      'portal',
    ],
    ['that of the current folder where no file was started', undefined, 'mono/apps/portal', 'portal'],
    ['that of the current folder where the started file has none above it', 'bare/server.js', 'mono', 'mono'],
    ['none where there is none', 'bare/server.js', 'bare', undefined],
    ['none where the current folder is gone', 'bare/server.js', 'gone', undefined],
  ];
  for (const [what, started, folder, name] of rows) it(`is ${what}`, () => assert.equal(nameOf(started, folder), name));
});
