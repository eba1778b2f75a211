/** The option `access`: its schema, the tokens of the environment and of files, and validation. Errors show no token. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { VIEWS } from '../contract/index.js';
import { invalid, invalidValue, parse } from './invalid-value.js';
import type { AccessDecision, AccessOptions, Credential, ResolvedAccess, Token } from './access-options.js';
import { optionsObject } from './schema.js';

const ROLES = ['viewer', 'operator', 'ingest'] as const;
type Role = (typeof ROLES)[number];

/** RFC 6750 allows these in a bearer token; commas separate several tokens of one variable. */
const TOKEN = /^[\w.~+/=-]{8,512}$/;
const TOKENS = '8 to 512 of the characters A-Z a-z 0-9 - . _ ~ + / = (try: openssl rand -hex 24)';
const CREDENTIAL = `a token, { name, token }, { file }, or a list of these: a token has ${TOKENS}`;

const isToken = (given: unknown): boolean => typeof given === 'string' && TOKEN.test(given);
const token = z.custom<string>(isToken, TOKENS);
const name = z.string().min(1).max(100);
const credential: z.ZodType<Credential> = z.union(
  [token, z.strictObject({ name, token }), z.strictObject({ name: name.optional(), file: z.string().min(1) })],
  CREDENTIAL,
);
const credentials = z.union([credential, z.array(credential).min(1, CREDENTIAL)], CREDENTIAL);
const decision = z.custom<AccessDecision>((given) => typeof given === 'function');
const OR_FUNCTION = `${CREDENTIAL}; or a function of the request`;

const schema = optionsObject(
  {
    public: z.enum(VIEWS, VIEWS.join(', ')).default('status'),
    viewer: z.union([decision, credentials], OR_FUNCTION).optional(),
    operator: z.union([decision, credentials], OR_FUNCTION).optional(),
    ingest: credentials.optional(),
  },
  "'local', or an object such as { viewer: process.env.VIEWER_TOKEN }",
);

/**
 * Checks the option `access` and adds the tokens of the environment and of files.
 * @throws TypeError naming what is wrong and what is allowed, and no token
 */
export function resolveAccess(given: AccessOptions | 'local' | undefined, env: NodeJS.ProcessEnv): ResolvedAccess {
  const options = parse(schema, given === 'local' || given === undefined ? {} : given, {
    whole: 'option access',
    path: ['access'],
    describe: describeWithoutSecrets,
  });
  const tokens = { viewer: [], operator: [], ingest: [] } as Record<Role, Token[]>;
  const decisions: Partial<Record<Role, AccessDecision>> = {};
  for (const role of ROLES) {
    const of = options[role];
    if (typeof of === 'function') decisions[role] = of;
    else if (of !== undefined) tokens[role].push(...tokensOf(of, role));
    tokens[role].push(...tokensOfEnvironment(env, role));
  }
  refuseSharedTokens(tokens);
  const isConfigured = given !== undefined || ROLES.some((role) => tokens[role].length > 0);
  return {
    public: options.public,
    isLocal: given === 'local' || env['NODE_ENV'] === 'development',
    isConfigured,
    tokens,
    viewer: decisions.viewer,
    operator: decisions.operator,
  };
}

function tokensOf(given: Credential | readonly Credential[], role: Role): Token[] {
  const list = Array.isArray(given) ? (given as readonly Credential[]) : [given as Credential];
  return list.flatMap((each, index) => {
    if (typeof each === 'string') return { name: role, value: each };
    if ('token' in each) return { name: each.name, value: each.token };
    return tokensOfFile(
      each.file,
      each.name ?? role,
      `option access.${role}${list.length > 1 ? `.${index}` : ''}.file`,
    );
  });
}

function tokensOfEnvironment(env: NodeJS.ProcessEnv, role: Role): Token[] {
  const variable = `ALIGN_MONITOR_${role.toUpperCase()}_TOKEN`;
  const file = env[`${variable}_FILE`];
  return [
    ...tokensOfText(env[variable] ?? '', role, variable),
    ...(file === undefined || file === '' ? [] : tokensOfFile(file, role, `${variable}_FILE`)),
  ];
}

function tokensOfFile(path: string, tokenName: string, source: string): Token[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw invalidValue(source, path, `a file with a token on each line (${code})`);
  }
  const tokens = tokensOfText(text, tokenName, source);
  if (tokens.length === 0) throw invalidValue(source, path, 'a file with a token on each line (it has none)');
  return tokens;
}

/** Several tokens, while one takes the place of another, are separated by commas or white space. */
function tokensOfText(text: string, tokenName: string, source: string): Token[] {
  const values = text.split(/[\s,]+/).filter((value) => value !== '');
  if (values.every(isToken)) return values.map((value) => ({ name: tokenName, value }));
  throw invalid([`${source} has a token of other characters or another length; allowed: ${TOKENS}`]);
}

/** A token of two roles would be one that grants more than somebody thinks. */
function refuseSharedTokens(tokens: Record<Role, readonly Token[]>): void {
  const roleOf = new Map<string, Role>();
  for (const role of ROLES) {
    for (const { value } of tokens[role]) {
      const other = roleOf.get(value) ?? role;
      if (other !== role) throw invalid([`the same token is given for ${other} and ${role}; allowed: one for each`]);
      roleOf.set(value, role);
    }
  }
}

function describeWithoutSecrets(value: unknown, key: PropertyKey | undefined): string {
  if (typeof value === 'string')
    return key === 'public' ? JSON.stringify(value.slice(0, 20)) : `a text of ${value.length} characters`;
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
