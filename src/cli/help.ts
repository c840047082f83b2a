import { COMMANDS } from './commands.ts';
import type { Command } from './commands.ts';
import type { OptionSpec } from './options.ts';
import { UsageError } from './usageError.ts';

const spell = ({ name, value }: OptionSpec): string => (value.type === 'flag' ? `--${name}` : `--${name} ${value.name}`);

const usageOf = ({ name, operands, options }: Command): string => {
  const operand = operands.max === 0 ? [] : [operands.min === 0 ? `[${operands.name}]` : operands.name];
  return ['xok', name, ...operand, ...options.map((option) => `[${spell(option)}]`)].join(' ');
};

/** Help on all commands. */
export const helpOnAll = (): string => {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  const tail = `  ${'help'.padEnd(width)}  xok help COMMAND tells the options of a command; xok --version the version`;
  return `xok COMMAND …\n\n${[...rows, tail].join('\n')}\n\nExit: 0 fine, 1 refuted or survived, 2 usage or unreadable input, 3 interrupted.\n`;
};

/** Help on one command, printed from its tables. */
export const helpOn = (command: Command): string => {
  const width = Math.max(0, ...command.options.map((option) => spell(option).length));
  const rows = command.options.map((option) => `  ${spell(option).padEnd(width)}  ${option.help}`);
  const parts = [usageOf(command), `${command.summary}.`, rows.join('\n'), command.notes.join('\n')];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
};

/** The command that the words begin with, and how many words name it. @throws UsageError */
export const findCommand = (words: readonly string[]): { command: Command; length: number } => {
  for (const command of COMMANDS) {
    const parts = command.name.split(' ');
    if (parts.every((part, i) => words[i] === part)) return { command, length: parts.length };
  }
  if (words.length === 0) throw new UsageError('no command is given', 'xok help lists them');
  const near = COMMANDS.find(({ name }) => name.startsWith(`${words[0]} `));
  if (near !== undefined) throw new UsageError(`'${words.slice(0, 2).join(' ')}' is no command`, `write xok ${near.name}`);
  throw new UsageError(`'${words[0]}' is no command`, 'xok help lists them');
};
