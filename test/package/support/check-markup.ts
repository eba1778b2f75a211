/** Compares examples of HTML, components and CSS with the manifest of the element. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block } from '../../tools/docs/run-snippet.js';
import { root } from '../../tools/setup.js';
import type { Ask } from './asked.js';

interface Manifest {
  modules: {
    declarations: { customElement?: boolean; [list: string]: unknown }[];
  }[];
}

const manifest = JSON.parse(readFileSync(join(root, 'dist', 'custom-elements.json'), 'utf8')) as Manifest;
const element = manifest.modules.flatMap(({ declarations }) => declarations).find((one) => one.customElement);
const namesOf = (list: string): string[] => ((element?.[list] ?? []) as { name: string }[]).map(({ name }) => name);

/** The tags of a markup, with their attributes. */
function tagsOf(markup: string): { name: string; attributes: Record<string, string> }[] {
  return [...markup.matchAll(/<([a-z][\w-]*)((?:\s+[^\s=>/]+(?:=(?:"[^"]*"|\{[^\n]*\}))?)*)\s*\/?>/g)].map(
    ([, name = '', rest = '']) => ({
      name,
      attributes: Object.fromEntries(
        [...rest.matchAll(/([^\s=>/]+)(?:=(?:"([^"]*)"|\{[^\n]*\}))?/g)].map(([, key = '', value = '']) => [
          key,
          value,
        ]),
      ),
    }),
  );
}

/** Whether the element has what a markup gives it, and what it loads is there. */
export async function checkMarkup({ text }: Block, ask: Ask): Promise<void> {
  const tags = tagsOf(text);
  const events = namesOf('events');
  const known = ['class', ...namesOf('attributes'), ...events.flatMap((name) => [`on${name}`, `@${name}`])];
  for (const { name, attributes } of tags) {
    if (name === 'align-monitor') {
      const names = Object.keys(attributes).map((key) => key.replace(/^:|^\[(.*)\]$|^\{(.*)\}$/, '$1$2'));
      assert.deepEqual(
        names.filter((key) => !known.includes(key)),
        [],
      );
    }
    const source = attributes['src'];
    if (source !== undefined) assert.equal((await ask(source)).status, 200, source);
  }
  for (const [, name = ''] of text.matchAll(/::part\(([\w-]+)\)/g)) assert.ok(namesOf('cssParts').includes(name), name);
  assert.ok(
    tags.some(({ name }) => ['align-monitor', 'iframe'].includes(name)),
    'it embeds nothing',
  );
}

/** Whether the element has what a style sheet asks for. */
export function checkStyle({ text }: Block): void {
  const used = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);
  const unknown = [
    ...used(/(--align-[\w-]+)/g).filter((name) => !namesOf('cssProperties').includes(name)),
    ...used(/::part\(([\w-]+)\)/g).filter((name) => !namesOf('cssParts').includes(name)),
    ...used(/:state\(([\w-]+)\)/g).filter((name) => !namesOf('cssStates').includes(name)),
  ];
  assert.deepEqual(unknown, []);
  assert.match(text, /^align-monitor/);
}
