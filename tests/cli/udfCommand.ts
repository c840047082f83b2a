import { FileError } from '../../src/check/files/fileError.ts';
import type { Io } from '../../src/cli/io.ts';
import { parseOptions } from '../../src/cli/options.ts';
import type { Parsed } from '../../src/cli/options.ts';
import { checkWith } from '../../src/cli/udf/check.ts';
import { conformancePluginWith } from '../../src/cli/udf/conformancePlugin.ts';
import type { UdfTools } from '../../src/cli/udf/engines.ts';
import { runWith } from '../../src/cli/udf/run.ts';
import { UDF_COMMANDS } from '../../src/cli/udf/udfCommands.ts';
import { UsageError } from '../../src/cli/usageError.ts';
import type { Ran } from './capturedIo.ts';

const COMMANDS: Readonly<Record<string, (tools: UdfTools) => (parsed: Parsed, io: Io) => Promise<number>>> = {
  'udf check': checkWith, 'udf run': runWith, 'udf conformance-plugin': conformancePluginWith,
};

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** Runs a command about downloaded code with other tools than its own, and keeps what it prints. */
export const runUdf = async (tools: UdfTools, name: string, words: readonly string[], input = ''): Promise<Ran> => {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = { out: (text) => void out.push(text), err: (text) => void err.push(text), errIsTerminal: false, input: once(input), cwd: '.', signal: new AbortController().signal, freshSeed: () => 1 };
  const spec = UDF_COMMANDS.find((command) => command.name === name);
  if (spec === undefined) throw new Error(`${name} is no command`);
  try {
    const status = await COMMANDS[name](tools)(parseOptions(name, words, spec.options, spec.operands, spec.isLenient), io);
    return { status, out: out.join(''), err: err.join('') };
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof FileError)) throw error;
    return { status: 2, out: out.join(''), err: `xok: ${error.message}\n` };
  }
};
