#!/usr/bin/env node
import { EXIT } from './io.ts';
import { runCommand } from './runCommand.ts';

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // The second one does not wait for what is under way.
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    interruption.abort();
  });
}

/** A reader that has gone away, as in `xok … | head`, is no failure of ours. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  errIsTerminal: process.stderr.isTTY,
  input: process.stdin,
  cwd: process.cwd(),
  signal: interruption.signal,
  freshSeed: () => Date.now() % 2 ** 32,
});
