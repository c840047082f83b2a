import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import { quoted, UdfFileError } from '../udfFileError.ts';
import type { UdfPlace } from '../udfFileError.ts';
import type { LineCursor } from './lineCursor.ts';

/** A directive that begins another section. */
export interface SectionDirective {
  readonly name: string;
  /** Whether its flags say that it holds code. */
  readonly isCode: boolean;
  readonly place: UdfPlace;
}

const SECTION = /^\s*\.section(?![\w.$])/;
/** Name, quoted or not, and flags; what else the directive says changes nothing here. */
const SECTION_NAME = /^\s*\.section\s*(?:"([^"]+)"|([^\s,"#]+))\s*(?:,\s*"(\w*)"\s*(?:,[^#]*)?)?(?:#.*|\/\/.*)?$/s;
const SHORT_SECTION = /^\s*(\.(?:text|data|bss|rodata))\b/;

/**
 * The section that a line begins; null for every other line.
 * @throws UdfFileError if `.section` names none that can be read
 */
export const sectionDirective = (text: string, line: number): SectionDirective | null => {
  const place: UdfPlace = { in: 'text', line, column: text.search(/\S/) + 1 };
  const short = SHORT_SECTION.exec(text);
  if (short !== null) return { name: short[1], isCode: false, place };
  if (!SECTION.test(text)) return null;
  const long = SECTION_NAME.exec(text);
  if (long === null) throw new UdfFileError(place, 'it cannot be read which section .section names', 'write .section owns/128, or another kind and claim');
  return { name: long[1] ?? long[2], isCode: (long[3] ?? '').includes('x'), place };
};

/** What compilers print around code and what says nothing about its words. */
const WITHOUT_WORDS: ReadonlySet<string> = new Set([
  '.addrsig', '.addrsig_sym', '.align', '.balign', '.extern', '.file', '.global', '.globl', '.hidden', '.ident', '.loc', '.local', '.p2align', '.size', '.weak',
]);

/** What a directive among code gives. */
export interface CodeDirective {
  readonly words: readonly Uint8Array[];
  /** A name that the directive says to be a function. */
  readonly functionName: string | null;
}

const NOTHING: CodeDirective = { words: [], functionName: null };
const QUAD_MIN = -(2n ** 63n);
const QUAD_MAX = 2n ** 64n - 1n;

/** `.quad 0x…, …`: words as they are. */
const quads = (line: LineCursor): CodeDirective => {
  const words: Uint8Array[] = [];
  do {
    const word = new Uint8Array(UDF_WORD_BYTES);
    new DataView(word.buffer).setBigUint64(0, BigInt.asUintN(64, line.integer(QUAD_MIN, QUAD_MAX, 'word of 64 bits')), true);
    words.push(word);
  } while (line.accept(','));
  line.expectEnd();
  return { words, functionName: null };
};

/** Reads a directive that stands among code. @throws UdfFileError */
export const codeDirective = (line: LineCursor): CodeDirective => {
  const token = line.take();
  if (token.text === '.quad') return quads(line);
  if (token.text === '.type') {
    const name = line.take();
    line.accept(',');
    return line.accept('@') && line.accept('function') ? { words: [], functionName: name.text } : NOTHING;
  }
  if (WITHOUT_WORDS.has(token.text) || token.text.startsWith('.cfi_')) return NOTHING;
  return line.fail(`directive ${quoted(token.text)} has no meaning here`, 'leave it out; words are written with .quad', token);
};
