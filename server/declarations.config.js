// @ts-check
/**
 * Makes the package's declarations from those of `tsc -p server`: one file for each module format, with the public names
 * alone, in which nothing is needed that a project may not have installed.
 */
import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dts } from 'rollup-plugin-dts';

/** @type {(path: string) => string} */
const inDist = (path) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));

/** @type {import('rollup').RollupOptions} */
export default {
  input: inDist('types/server/index.d.ts'),
  external: /^[^./]/,
  plugins: [
    dts(),
    ownNames(),
    { name: 'remove-parts', closeBundle: () => rmSync(inDist('types'), { recursive: true }) },
  ],
  output: ['index.d.ts', 'index.d.cts'].map((name) => ({ file: inDist(`server/${name}`) })),
};

/**
 * Exports as values what the module exports, and everything else as types: the plugin for declarations loses that. Where
 * neither `@types/node` nor the DOM is there, the few types of theirs are `any`. Classes have no private member, so that a
 * monitor from `import` fits where one from `require` is expected.
 *
 * @returns {import('rollup').Plugin}
 */
function ownNames() {
  return {
    name: 'own-names',
    async renderChunk(code) {
      const values = Object.keys(await import(pathToFileURL(inDist('server/index.js')).href));
      const exported = /^export (?:type )?\{ (.*) \};\n?/gm;
      const others = [...code.matchAll(exported)]
        .flatMap(([, names = '']) => names.split(', '))
        .filter((name) => !values.includes(name));
      const imported = /^import (\{.*\} from 'node:)/gm;
      const foreign = [...code.matchAll(/^import .* from '(.*)';$/gm)].map(([, name = '']) => name);
      if (foreign.some((name) => !name.startsWith('node:'))) this.error(`The declarations need ${foreign.join(', ')}.`);
      const declared = code
        .replace(exported, '')
        .replace(imported, '// @ts-ignore: `any` without @types/node.\nimport type $1')
        .replace(/^ +#private;\n/gm, '');
      const globals = ['AbortSignal', 'URL'].map(
        (name) => `type ${name} = typeof globalThis extends { ${name}: { prototype: infer Known } } ? Known : any;\n`,
      );
      return `${declared}
${globals.join('')}
export { ${values.join(', ')} };
export type { ${others.join(', ')} };
`;
    },
  };
}
