/** The links of all Markdown files: what they point to is there, in the package too. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, it } from 'node:test';
import { documents, readDocument } from '../tools/docs/markdown.js';
import { npm, root } from '../tools/setup.js';

const others = ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];

/** Links and pictures, without code. */
function linksOf(path: string): string[] {
  const text = readDocument(path).replaceAll(/^```[^]*?^```$/gm, '');
  const inline = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const html = [...text.matchAll(/<(?:img|a|source)\b[^>]* (?:src|href|srcset)="([^"]+)"/g)].map(([, to = '']) => to);
  return [...inline, ...html];
}

/** The anchors that GitHub and npm give headings. */
function anchorsOf(path: string): string[] {
  const text = readDocument(path).replaceAll(/^```[^]*?^```$/gm, '');
  const seen = new Map<string, number>();
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const plain = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const count = seen.get(plain) ?? 0;
    seen.set(plain, count + 1);
    return count === 0 ? plain : `${plain}-${count}`;
  });
}

/** The links of a document within the checkout, as paths from its root and anchors. */
function ownLinks(path: string): { link: string; target: string; anchor: string }[] {
  return linksOf(path)
    .filter((link) => !/^(https?|mailto):/.test(link))
    .map((link) => {
      const [file = '', anchor = ''] = link.split('#');
      return { link, target: file === '' ? path : posix.normalize(posix.join(dirname(path), file)), anchor };
    });
}

describe('the links of the documentation', () => {
  for (const path of [...documents, ...others]) {
    it(`lead somewhere in ${path}`, () => {
      const dead = ownLinks(path).filter(({ target, anchor }) => {
        if (!existsSync(join(root, target))) return true;
        return anchor !== '' && !anchorsOf(target).includes(anchor);
      });
      assert.deepEqual(
        dead.map(({ link }) => link),
        [],
      );
    });
  }

  it('lead to files of the package in those that are part of it', () => {
    const [command, args, options] = npm(['pack', '--dry-run', '--json', '--ignore-scripts']);
    const told = JSON.parse(execFileSync(command, args, { ...options, encoding: 'utf8', stdio: 'pipe' })) as {
      files: { path: string }[];
    }[];
    const files = new Set(told.flatMap((one) => one.files.map(({ path }) => path)));
    for (const path of documents) assert.ok(files.has(path), `${path} is not in the package`);
    const missing = [...files].filter((path) => path.endsWith('.md')).flatMap((path) => ownLinks(path));
    assert.deepEqual(
      missing.filter(({ target }) => !files.has(target)).map(({ link }) => link),
      [],
    );
  });
});
