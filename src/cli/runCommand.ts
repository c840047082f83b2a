import { FileError } from '../check/files/fileError.ts';
import { findCommand, helpOn, helpOnAll } from './help.ts';
import { EXIT } from './io.ts';
import type { Io } from './io.ts';
import { parseOptions } from './options.ts';
import { UsageError } from './usageError.ts';

const HELP_WORDS: ReadonlySet<string> = new Set(['help', '--help', '-h']);

const help = (words: readonly string[], io: Io): number => {
  if (words.length === 0) {
    io.out(helpOnAll());
    return EXIT.fine;
  }
  const { command, length } = findCommand(words);
  if (words.length > length) throw new UsageError(`help does not take '${words[length]}'`, `write xok help ${command.name}`);
  io.out(helpOn(command));
  return EXIT.fine;
};

const printVersion = async (words: readonly string[], io: Io): Promise<number> => {
  if (words.length > 0) throw new UsageError(`--version does not take '${words[0]}'`, 'write xok --version');
  const { programVersion } = await import('./program.ts');
  const { INTERFACE_VERSION } = await import('../abi/layout.ts');
  io.out(`xok-kernel ${programVersion()}, interface ${INTERFACE_VERSION}\n`);
  return EXIT.fine;
};

const dispatch = async (words: readonly string[], io: Io): Promise<number> => {
  const [first, ...rest] = words;
  if (first !== undefined && HELP_WORDS.has(first)) return help(rest, io);
  if (first === '--version') return printVersion(rest, io);
  const { command, length } = findCommand(words);
  const own = words.slice(length);
  if (own.length === 1 && (own[0] === '--help' || own[0] === '-h')) return help(words.slice(0, length), io);
  const parsed = parseOptions(command.name, own, command.options, command.operands, command.isLenient);
  const run = await command.load();
  return run(parsed, io);
};

/** Runs one command line and gives its exit status. What the user can mend is one line on the error stream. */
export const runCommand = async (words: readonly string[], io: Io): Promise<number> => {
  try {
    return await dispatch(words, io);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof FileError)) throw error;
    io.err(`xok: ${error.message}\n`);
    return EXIT.usage;
  }
};
