// @ts-check
/** What in the documentation is made from the code, by document and marker. */
import { program } from '../../../server/cli/program.js';
import { commandTables } from './command-tables.js';
import { elementTables } from './element-tables.js';
import { typeTables } from './type-tables.js';

/**
 * @param {Parameters<typeof elementTables>[0]} manifest
 * @returns {Record<string, Record<string, string>>}
 */
export function generated(manifest) {
  return {
    'server/README.md': { ...typeTables(), ...commandTables(program.commands) },
    'widget/README.md': elementTables(manifest),
  };
}
