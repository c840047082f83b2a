import type { Io } from '../../src/cli/io.ts';
import { runCommand } from '../../src/cli/runCommand.ts';

async function* once(text: string | Uint8Array): AsyncGenerator<string | Uint8Array> {
  yield text;
}

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface Setting {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  /** Interrupted before it begins, so that campaigns end at once. */
  readonly interrupted?: boolean;
}

/** Runs a command line in this process and keeps what it prints. */
export const run = async (words: readonly string[], { input = '', cwd = '.', interrupted = false }: Setting = {}): Promise<Ran> => {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (text) => void out.push(text), err: (text) => void err.push(text), errIsTerminal: false, input: once(input), cwd,
    signal: interrupted ? AbortSignal.abort() : new AbortController().signal, freshSeed: () => 1,
  };
  const status = await runCommand(words, io);
  return { status, out: out.join(''), err: err.join('') };
};

/** What must hold of every refused command line: exit 2, nothing on the output, one line on the error stream and no stack trace. */
export const isRefusal = ({ status, out, err }: Ran): boolean =>
  status === 2 && out === '' && /^xok: [^\n]+; [^\n]+\n$/.test(err) && !/\n {4}at |node:internal/.test(err);
