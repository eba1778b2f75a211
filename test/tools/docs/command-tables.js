// @ts-check
/** The commands of `align-monitor` with their options, as commander knows them. */
import { code, table } from './markdown.js';

/**
 * @param {readonly import('commander').Command[]} commands
 * @returns {Record<string, string>} a text by the name of its markers
 */
export function commandTables(commands) {
  return { commands: commands.map(textOf).join('\n\n') };
}

/**
 * @param {import('commander').Command} command
 * @returns {string}
 */
function textOf(command) {
  const words = [command.name(), ...command.registeredArguments.map((argument) => `<${argument.name()}>`)];
  const title = `\`npx align-monitor ${words.join(' ')}\`: ${command.description()}.`;
  if (command.options.length === 0) return title;
  const rows = command.options.map(({ flags, argChoices, defaultValue, defaultValueDescription, description }) => [
    code(flags) + (argChoices ? `: ${argChoices.map(code).join(', ')}` : ''),
    defaultValue === undefined ? '' : code(defaultValueDescription ?? String(defaultValue)),
    description,
  ]);
  return `${title}\n\n${table([['option', 'default', 'description'], ...rows])}`;
}
