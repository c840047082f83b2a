import { ENV_ID_GENERATION_UNIT } from '../abi/layout.ts';
import { MAILBOX } from '../exos/mailbox.ts';
import type { Contents, Env, State } from '../model/state.ts';
import { get } from '../model/vector.ts';

const WORD = 0x100000000;

const wordAt = (contents: Contents, offset: number): number => contents[Math.trunc(offset / 64)][Math.trunc((offset % 64) / 4)];

const byteAt = (contents: Contents, offset: number): number => Math.trunc(wordAt(contents, offset) / 256 ** (offset % 4)) % 256;

/** A byte as a terminal may see it: a program that is run is not trusted with escape sequences. */
export const shownByte = (byte: number): string => {
  if (byte === 10 || byte === 9 || (byte >= 0x20 && byte < 0x7f)) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, '0')}`;
};

/**
 * Reads what environments print (spec/console.md). It looks at a state before the kernel serves an entry, so that the
 * last words of an environment that dies are not lost.
 */
export class ConsoleReader {
  /** Bytes read so far of each environment, by id: another life of a row begins anew. */
  readonly #read = new Map<number, number>();
  #exit: number | null = null;

  /** The exit status that the first environment has said; null if it has not. */
  get exit(): number | null {
    return this.#exit;
  }

  /** What was printed since the last look. */
  look(state: State): string {
    let text = '';
    for (let row = 0; row < state.envs.length; row++) {
      const env = get(state.envs, row);
      const contents = env.status === 'live' ? get(state.contents, env.uarea) : null;
      if (contents !== null) text += this.#lookAt(state, row, env, contents);
    }
    return text;
  }

  #lookAt(state: State, row: number, env: Env, contents: Contents): string {
    const id = env.generation * ENV_ID_GENERATION_UNIT + row;
    if (row === 0 && env.generation === state.boot.principals[0].generation) {
      const status = wordAt(contents, MAILBOX.status);
      this.#exit = status === 0 ? null : status - 1;
    }
    const count = wordAt(contents, MAILBOX.count);
    const before = this.#read.get(id) ?? 0;
    if (count === before) return '';
    this.#read.set(id, count);
    const fresh = (count - before + WORD) % WORD;
    const lost = Math.max(0, fresh - MAILBOX.ringBytes);
    let text = lost === 0 ? '' : `[${lost} bytes of environment ${id} are lost]\n`;
    for (let i = lost; i < fresh; i++) text += shownByte(byteAt(contents, MAILBOX.ring + ((before + i) % WORD) % MAILBOX.ringBytes));
    return text;
  }
}
