import { quoted, UdfFileError } from '../udfFileError.ts';
import type { UdfPlace } from '../udfFileError.ts';

/** One token of a line. `end` is the place behind the last one. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'sign' | 'end';
  readonly text: string;
  /** Counts from 1. */
  readonly column: number;
}

/** Signs that begin with an s come before names, so that the s of `r1 s>>= 3` is not taken for one. */
const TOKEN = new RegExp([
  String.raw`(?<space>\s+|(?:#|//).*)`,
  String.raw`(?<sign>s?(?:<<=|>>=|<=|>=|/=|%=|[<>])|[-+*&|^=!]=|[-+*&=(),:@/])`,
  String.raw`(?<name>[A-Za-z_.$][\w.$]*)`,
  String.raw`(?<number>\d\w*)`,
  String.raw`(?<string>"(?:[^"\\]|\\.)*")`,
].join('|'), 'sy');

const kindOf = ({ sign, name, number }: Readonly<Record<string, string | undefined>>): Token['kind'] => {
  if (sign !== undefined) return 'sign';
  if (name !== undefined) return 'name';
  return number === undefined ? 'string' : 'number';
};

const NUMBER = /^(?:0x[0-9a-fA-F]{1,16}|0|[1-9]\d{0,19})$/;

/** One line of text, taken apart and read from left to right; whatever does not fit ends in an error that names its column. */
export class LineCursor {
  readonly #line: number;
  readonly #tokens: readonly Token[];
  #next = 0;

  /** @throws UdfFileError at a character that begins no token */
  constructor(text: string, line: number) {
    this.#line = line;
    const tokens: Token[] = [];
    for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length;) {
      const at = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (match?.groups === undefined) throw new UdfFileError({ in: 'text', line, column: at + 1 }, `${quoted(text.slice(at, at + 1))} begins nothing that is known here`, 'write one label, instruction or directive a line in the syntax of LLVM');
      if (match.groups['space'] === undefined) tokens.push({ kind: kindOf(match.groups), text: match[0], column: at + 1 });
    }
    this.#tokens = [...tokens, { kind: 'end', text: '', column: text.length + 1 }];
  }

  get next(): Token {
    return this.#tokens[this.#next];
  }

  get isAtEnd(): boolean {
    return this.next.kind === 'end';
  }

  /** Where a token of this line is; the next one unless another is given. */
  place({ column }: Token = this.next): UdfPlace {
    return { in: 'text', line: this.#line, column };
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  /** The token behind the next one. */
  get afterNext(): Token {
    return this.#tokens[Math.min(this.#next + 1, this.#tokens.length - 1)];
  }

  /** The token behind the number, signs included, that is next. */
  get behindInteger(): Token {
    let at = this.#next;
    while (this.#tokens[at].text === '-' || this.#tokens[at].text === '+') at++;
    return this.#tokens[Math.min(at + 1, this.#tokens.length - 1)];
  }

  /** Whether the next token is this sign or word; if it is, it is taken. */
  accept(text: string): boolean {
    const { next } = this;
    const isIt = next.text === text && (next.kind === 'sign' || next.kind === 'name');
    if (isIt) this.#next++;
    return isIt;
  }

  /** @throws UdfFileError unless the next token is this one */
  expect(text: string): void {
    if (!this.accept(text)) this.fail(`${this.shown} stands where '${text}' must`, `write '${text}' here`);
  }

  /** @throws UdfFileError unless nothing is left */
  expectEnd(): void {
    if (!this.isAtEnd) this.fail(`${this.shown} stands behind a complete line`, 'write one instruction or directive a line');
  }

  /** The next token as a message quotes it. */
  get shown(): string {
    return this.isAtEnd ? 'the end of the line' : quoted(this.next.text);
  }

  /** A whole number, decimal or hexadecimal, with any signs before it. @throws UdfFileError */
  integer(min: bigint, max: bigint, what: string, mend = `give a whole number from ${min} to ${max}`): bigint {
    const first = this.next;
    let sign = 1n;
    while (this.next.text === '-' || this.next.text === '+') if (this.take().text === '-') sign = -sign;
    const { kind, text } = this.next;
    if (kind !== 'number' || !NUMBER.test(text)) this.fail(`${this.shown} is no ${what}`, mend);
    this.take();
    const value = sign * BigInt(text);
    if (value < min || value > max) this.fail(`${value} is no ${what}`, mend, first);
    return value;
  }

  /** @throws UdfFileError, always */
  fail(problem: string, mend: string, token: Token = this.next): never {
    throw new UdfFileError(this.place(token), problem, mend);
  }
}
