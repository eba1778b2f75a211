import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { dashboard } from '../../../server/export/grafana/dashboard.js';
import { exposition } from '../../../server/export/prometheus/exposition.js';
import { inputOf } from './input.js';
import { root } from '../../tools/setup.js';

/** What JSON has in place of the schema's enumerations. */
const JSON_TYPE = `
  type Plain<T> = T extends string ? \`\${T}\`
    : T extends number ? (\`\${T}\` extends \`\${infer N extends number}\` ? N : never)
    : T extends boolean | null | undefined ? T
    : T extends unknown ? { [K in keyof T]: Plain<T[K]> } : never;
`;

/** The folder of the types that Grafana publishes; undefined when they are not installed. */
function grafanaSchema(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@grafana/schema/package.json'));
  } catch {
    return undefined;
  }
}

/** What the compiler says of a value that is written where a type of Grafana's is expected. */
function problemsOf(value: unknown, folder: string): string[] {
  const file = join(root, 'dashboard-check.ts');
  const text = `import type { Dashboard } from '${folder}/dist/types/raw/dashboard/x/types.gen.js';
    ${JSON_TYPE}
    export const checked: Plain<Dashboard> = ${JSON.stringify(value, null, 1)};`;
  const options = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.NodeNext, types: [] };
  const host = ts.createCompilerHost(options);
  const [fileExists, getSourceFile] = [host.fileExists.bind(host), host.getSourceFile.bind(host)];
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.ESNext) : getSourceFile(path, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** The dashboard without what annotations of a Prometheus data source have beside the schema of dashboards. */
function checkable(): object {
  const own = new Set(['expr', 'step', 'tagKeys', 'titleFormat', 'useValueForTime']);
  const { annotations, ...rest } = dashboard() as unknown as { annotations: { list: object[] } };
  const list = annotations.list.map((each) =>
    Object.fromEntries(Object.entries(each).filter(([key]) => !own.has(key))),
  );
  return { ...rest, annotations: { list } };
}

const schema = grafanaSchema();
const skip = schema === undefined && '@grafana/schema is not installed';

describe('the dashboard for Grafana', () => {
  it("has the form of Grafana's published types", { skip }, () => {
    assert.deepEqual(problemsOf(checkable(), schema ?? ''), []);
  });

  it('is really checked against them', { skip }, () => {
    const { panels } = dashboard();
    const wrong = { ...checkable(), panels: panels.map((panel) => ({ ...panel, gridPos: { x: '0' } })) };
    assert.notDeepEqual(problemsOf(wrong, schema ?? ''), []);
    assert.notDeepEqual(problemsOf({ ...checkable(), panel: [] }, schema ?? ''), []);
  });

  it('places its panels without an overlap', () => {
    const taken = new Set<string>();
    for (const { gridPos } of dashboard().panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(x < 24 && !taken.has(`${x} ${y}`), `${x} ${y}`);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });

  it('asks only for metrics that there are', async () => {
    const known = new Set(Array.from((await exposition(inputOf())).matchAll(/^# TYPE (\S+)/gm), ([, name]) => name));
    const text = JSON.stringify(dashboard());
    const used = text.matchAll(/\b(?:align_monitor|http_server|process|nodejs)_\w+/g);
    for (const [name] of used) assert.ok(known.has(name.replace(/_(bucket|count)$/, '')), name);
  });
});
