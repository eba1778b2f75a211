// @ts-check
/** Tables of options and fields, made from TypeScript's interfaces and their doc comments. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../setup.js';
import { code, table } from './markdown.js';

/** Each table by the name of its markers: the header of its first column, and the interface. @type {Record<string, [column: string, name: string]>} */
const tables = {
  'options of createMonitor': ['option', 'MonitorOptions'],
  'options of createServer': ['option', 'ServerOptions'],
  'options of access': ['option', 'AccessOptions'],
  'options of a check': ['option', 'CheckOptions'],
  'options of a job': ['option', 'JobOptions'],
  'options of datadog': ['option', 'DatadogOptions'],
  'options of logs': ['option', 'LogOptions'],
  'fields of a rule': ['field', 'RuleOptions'],
  'fields of an objective': ['field', 'ObjectiveOptions'],
  'functions of an exporter': ['member', 'Exporter'],
  'fields of GET /metrics': ['field', 'Metrics'],
};

/** Options that have a section of their own in server/README.md, by its anchor. @type {Record<string, string>} */
const sections = {
  access: 'access',
  alertRules: 'alerts',
  alertmanager: 'alertmanager',
  datadog: 'datadog',
  dependencies: 'what-the-app-waits-for',
  elementDir: 'bundlers',
  exporters: 'your-own-exporter',
  failures: 'levels',
  foldPaths: 'apps-without-a-router',
  heartbeat: 'a-dead-process',
  levels: 'levels',
  logs: 'elasticsearch',
  maintenance: 'maintenance',
  metricsDir: 'history',
  notify: 'targets',
  objectives: 'error-budgets',
  prometheus: 'prometheus-and-grafana',
  sentry: 'sentry',
  sessionId: 'people',
  traceUrl: 'traces',
  trustProxy: 'behind-a-proxy',
  url: 'behind-a-proxy',
  version: 'deploys',
};

/** @typedef {ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.VariableDeclaration} Declaration */

/**
 * @param {Map<string, Declaration>} [declarations] those of the server unless given
 * @returns {Record<string, string>} tables by the names of their markers
 * @throws {Error} when an interface is missing, or a member has no doc comment
 */
export function typeTables(declarations = readDeclarations()) {
  return Object.fromEntries(
    Object.entries(tables).map(([marker, [column, name]]) => {
      const declaration = declarations.get(name);
      if (declaration === undefined || !ts.isInterfaceDeclaration(declaration))
        throw new Error(`No interface ${name}.`);
      const rows = declaration.members.map((member) => rowOf(member, name));
      return [marker, table([[column, 'type', 'description'], ...rows])];
    }),
  );

  /**
   * @param {ts.TypeElement} member
   * @param {string} of
   */
  function rowOf(member, of) {
    const name = member.name?.getText() ?? '';
    const description = commentOf(member);
    if (description === '') throw new Error(`${of}.${name} has no doc comment.`);
    const section = of === 'MonitorOptions' ? sections[name] : undefined;
    const type = ts.isPropertySignature(member) && member.type ? [...typesOf(member.type)].join(' | ') : 'function';
    return [section === undefined ? code(name) : `[${code(name)}](#${section})`, type, description];
  }

  /**
   * What a type is for a reader, as in the documentation of Node: `number`, `object`, `string[]`.
   *
   * @param {ts.TypeNode} node
   * @returns {Set<string>}
   */
  function typesOf(node) {
    if (ts.isUnionTypeNode(node)) return new Set(node.types.flatMap((type) => [...typesOf(type)]));
    if (ts.isParenthesizedTypeNode(node)) return typesOf(node.type);
    if (ts.isTypeOperatorNode(node)) return typesOf(node.type);
    if (ts.isArrayTypeNode(node)) return new Set([`${listed(typesOf(node.elementType))}[]`]);
    if (ts.isFunctionTypeNode(node)) return new Set(['function']);
    // `string & {}` is any string beside the literals of its union.
    if (ts.isIntersectionTypeNode(node)) return new Set(node.types.slice(0, 1).flatMap((type) => [...typesOf(type)]));
    if (ts.isIndexedAccessTypeNode(node)) return wordsOf(node.objectType);
    if (ts.isTypeLiteralNode(node)) return new Set(['object']);
    if (ts.isLiteralTypeNode(node)) return new Set([code(node.getText())]);
    if (node.kind === ts.SyntaxKind.UndefinedKeyword) return new Set();
    if (!ts.isTypeReferenceNode(node)) return new Set([node.getText()]);
    const name = node.typeName.getText();
    const declaration = declarations.get(name);
    if (name === 'Date') return new Set([name]);
    // Of a rule's metrics, all but one.
    if (name === 'Exclude') return new Set(['string']);
    return declaration && ts.isTypeAliasDeclaration(declaration) ? typesOf(declaration.type) : new Set(['object']);
  }

  /**
   * The words of a list, as in `(typeof WORDS)[number]`.
   *
   * @param {ts.TypeNode} node
   * @returns {Set<string>}
   */
  function wordsOf(node) {
    const name = node.getText().replaceAll(/\(?typeof |\)/g, '');
    const list = declarations.get(name)?.getText() ?? '';
    return new Set([...list.matchAll(/'[^']*'/g)].map(([word]) => code(word)));
  }
}

/**
 * @param {Set<string>} types
 * @returns {string}
 */
function listed(types) {
  return types.size > 1 ? `(${[...types].join(' | ')})` : [...types].join('');
}

/**
 * @param {ts.TypeElement} member
 * @returns {string} its doc comment as one line
 */
function commentOf(member) {
  const parts = ts.getJSDocCommentsAndTags(member).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '');
  return parts.join(' ').replaceAll(/\s+/g, ' ').trim();
}

/** @returns {Map<string, Declaration>} what server/ declares, by name */
function readDeclarations() {
  const folder = join(root, 'server');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const all = paths.flatMap((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const variables = statements.filter(ts.isVariableStatement).flatMap((one) => [...one.declarationList.declarations]);
    return [
      ...statements.filter(ts.isInterfaceDeclaration),
      ...statements.filter(ts.isTypeAliasDeclaration),
      ...variables,
    ];
  });
  return new Map(all.map((/** @type {Declaration} */ one) => [one.name.getText(), one]));
}
