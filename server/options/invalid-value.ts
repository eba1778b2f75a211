/** Errors about values that the host app passes in. Each names the value, shows it and says what is allowed. */

import type { z } from 'zod';
import { redact } from '../text/redact.js';

const MAX_LENGTH = 200;

/** How errors refer to a value that a schema checks. */
export interface Subject {
  /** The value as a whole, such as `options`. */
  whole: string;
  /** What begins each problem, such as `check "database": `; nothing unless given. */
  prefix?: string;
  /** What the value's parts are called; `option` unless given. */
  part?: 'option' | 'field';
  /** The value's own place among the options, such as `['notify', 0]`. */
  path?: readonly PropertyKey[];
  /** How values are shown, where some are secret; `describeValue` unless given. */
  describe?: (value: unknown, key: PropertyKey | undefined) => string;
}

/** The error for one invalid value, such as `option port` or `check name`. */
export function invalidValue(what: string, value: unknown, allowed: string): TypeError {
  return invalid([problemOf(what, value, allowed)]);
}

const PREFIX = 'align-monitor: ';

/** The error for several problems. */
export function invalid(problems: readonly string[]): TypeError {
  return new TypeError(PREFIX + problems.join('; '));
}

/** Whether an error says what is wrong with a value, as opposed to one that reading the value has thrown. */
export function isInvalid(error: unknown): boolean {
  return error instanceof TypeError && error.message.startsWith(PREFIX);
}

/** What is wrong with one value. */
export function problemOf(what: string, value: unknown, allowed: string): string {
  return `${what} is ${describeValue(value)}; allowed: ${allowed}`;
}

/**
 * Checks a value. The messages of its schema say what is allowed, see schema.ts.
 * @throws TypeError naming each invalid part, its value and what is allowed
 */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, subject: Subject): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(problemsOf(result.error, value, subject));
}

/** What is wrong with a value that a schema refused. */
export function problemsOf({ issues }: z.ZodError, value: unknown, subject: Subject): string[] {
  const { whole, prefix = '', part = 'option', path = [], describe = describeValue } = subject;
  const problems = issues.map((issue) => {
    const nameOf = (...keys: PropertyKey[]): string => [...path, ...issue.path, ...keys].join('.');
    if (issue.code === 'unrecognized_keys') {
      const names = issue.keys.map((key) => nameOf(key)).join(', ');
      return `${prefix}unknown ${part} ${names.slice(0, MAX_LENGTH)}; allowed: ${issue.message}`;
    }
    const what = issue.path.length === 0 ? whole : `${part} ${nameOf()}`;
    return `${prefix}${what} is ${describe(partOf(value, issue.path), issue.path.at(-1))}; allowed: ${issue.message}`;
  });
  // A value may break several rules of its schema, all of which say the same.
  return [...new Set(problems)];
}

function partOf(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], value);
}

/** A value as an error shows it: JSON where it has some, without secrets, at most 200 characters. */
export function describeValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value);
  try {
    return redact(JSON.stringify(value), MAX_LENGTH);
  } catch {
    return typeof value;
  }
}
