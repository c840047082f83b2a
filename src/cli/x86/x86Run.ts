import { StringDecoder } from 'node:string_decoder';
import { FlatRunner } from '../../x86/flat.ts';
import { EXIT } from '../io.ts';
import type { Io } from '../io.ts';
import type { Parsed } from '../options.ts';
import { UsageError } from '../usageError.ts';
import { decodeLine, encodeLine, LineError } from './flatLine.ts';

const LINE_LENGTH_MAX = 32 * 1024 * 1024;

/** Splits a stream into lines: gives the complete ones of every chunk together, so that their answers are written at once. */
async function* linesOf(input: AsyncIterable<string | Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
    if (rest.length > LINE_LENGTH_MAX) yield [rest];
  }
  rest += decoder.end();
  if (rest !== '') yield [rest];
}

const answer = (runner: FlatRunner, line: string, number: number): string => {
  try {
    if (line.length > LINE_LENGTH_MAX) throw new LineError(`is longer than ${LINE_LENGTH_MAX} characters; give it less memory`);
    return encodeLine(runner.run(decodeLine(line)));
  } catch (error) {
    if (error instanceof LineError) throw new UsageError(`line ${number}: ${error.message}`, 'mend the line');
    if (error instanceof RangeError) throw new UsageError(`line ${number}: ${error.message}`, 'give it less memory');
    throw error;
  }
};

/** Answers line by line; the first line that is no request ends the command. */
export const x86Run = async (_parsed: Parsed, io: Io): Promise<number> => {
  const runner = new FlatRunner();
  let number = 0;
  for await (const lines of linesOf(io.input)) {
    const answers: string[] = [];
    try {
      for (const line of lines) {
        if (io.signal.aborted) return EXIT.interrupted;
        answers.push(`${answer(runner, line, ++number)}\n`);
      }
    } finally {
      if (answers.length > 0) io.out(answers.join(''));
    }
  }
  return EXIT.fine;
};
