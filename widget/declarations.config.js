// @ts-check
/** Makes the element's declarations from those of `tsc -p widget`: a file for each import, in which all is that they need. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dts } from 'rollup-plugin-dts';

/** @type {(path: string) => string} */
const inDist = (path) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));

/** @type {import('rollup').RollupOptions} */
export default {
  input: Object.fromEntries(['index', 'define', 'jsx'].map((name) => [name, inDist(`types/widget/${name}.d.ts`)])),
  external: /^[^./]/,
  plugins: [dts(), { name: 'remove-parts', closeBundle: () => rmSync(inDist('types'), { recursive: true }) }],
  output: { dir: inDist('widget'), entryFileNames: '[name].d.ts' },
};
