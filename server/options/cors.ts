/** The schema of the option `cors`. */

import { z } from 'zod';
import { optionsObject } from './schema.js';

const LIST = "a list of at least one origin, such as ['https://tools.example']";
const ORIGIN =
  "an origin just as browsers send it, such as 'https://tools.example' or 'http://tools.example:8080': " +
  "http or https, in small letters, without a path, a slash at its end or the scheme's own port";
const EACH_BY_NAME =
  "each origin by its name, such as 'https://tools.example'; the figures are read with the login of whoever looks, " +
  "so '*' would show them to every site that such a person visits: list those that may see them";

/** `URL` accepts hosts with characters that have a meaning in a content security policy, which origins are written to. */
const FORM = /^https?:\/\/([a-z\d._-]+|\[[a-f\d:.]+\])(:\d+)?$/;

function isOrigin(given: unknown): boolean {
  return typeof given === 'string' && FORM.test(given) && URL.canParse(given) && new URL(given).origin === given;
}

const hasStar = (given: unknown): boolean => typeof given === 'string' && given.includes('*');
const origin = z.custom<string>(isOrigin, { error: ({ input }) => (hasStar(input) ? EACH_BY_NAME : ORIGIN) });

/** The option's schema. */
export const corsSchema = optionsObject(
  { origins: z.array(origin, { error: ({ input }) => (hasStar(input) ? EACH_BY_NAME : LIST) }).min(1, LIST) },
  "an object such as { origins: ['https://tools.example'] }",
);
