import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import { decodeWords } from '../decode.ts';
import { encodeInstruction, NO_OPERANDS } from '../encode.ts';
import { HELPER_NAMES, helperCall } from '../helperCall.ts';
import { kindSection, LOCAL_SECTION, SECTION_NAMES } from '../kindSection.ts';
import { linkSections } from '../linkSections.ts';
import type { CallTarget, CodeSection } from '../linkSections.ts';
import type { UdfFile } from '../udfFile.ts';
import { quoted, UdfFileError } from '../udfFileError.ts';
import type { UdfPlace } from '../udfFileError.ts';
import { elfSections, natural, SECTION_TYPE } from './elfFile.ts';
import type { ElfSection } from './elfFile.ts';
import { viewOf } from './elfHeader.ts';
import { elfSymbols, SYMBOL_TYPE, UNDEFINED } from './symbols.ts';
import type { ElfSymbol } from './symbols.ts';

const RELOCATION_BYTES = 16;
/** R_BPF_64_32: a call. */
const CALL_RELOCATION = 10;
const AS_WRITTEN = 'give a file as the compiler wrote it';

const placeIn = (section: string, word: number | null): UdfPlace => ({ in: 'section', section, word });

/** One relocation of a section of code. */
interface Relocation {
  /** The word that it changes. */
  readonly word: number;
  readonly type: number;
  readonly symbol: ElfSymbol;
}

class ObjectReader {
  readonly #sections: readonly ElfSection[];
  readonly #symbols: readonly ElfSymbol[];
  readonly #symbolTable: number;
  /** The sections of code by their index. */
  readonly #code: ReadonlyMap<number, ElfSection>;
  /** Relocations by the index of the section of code that they change. */
  readonly #relocations: ReadonlyMap<number, readonly Relocation[]>;
  readonly #starts: ReadonlyMap<number, readonly number[]>;

  /** @throws UdfFileError */
  constructor(bytes: Uint8Array) {
    this.#sections = elfSections(bytes);
    const { table, symbols } = elfSymbols(this.#sections);
    this.#symbolTable = table;
    this.#symbols = symbols;
    this.#code = new Map(this.#sections.filter((section) => this.#isCode(section)).map((section) => [section.index, section]));
    this.#relocations = this.#readRelocations();
    this.#starts = this.#readStarts();
  }

  /** @throws UdfFileError */
  read(): UdfFile {
    return linkSections([...this.#code.values()].map((section) => this.#codeSection(section)));
  }

  /** Whether a section holds functions. @throws UdfFileError if it holds code under a name that is none */
  #isCode({ name, type, isCode, bytes }: ElfSection): boolean {
    if (type !== SECTION_TYPE.code && type !== SECTION_TYPE.empty) return false;
    const place = placeIn(name, null);
    if (name !== LOCAL_SECTION && kindSection(name, place) === null) {
      if (isCode && bytes.length > 0) throw new UdfFileError(place, 'it holds code and is named after no kind', SECTION_NAMES);
      return false;
    }
    if (!isCode || type !== SECTION_TYPE.code) throw new UdfFileError(place, 'it holds no code', 'name only sections of functions so');
    if (bytes.length % UDF_WORD_BYTES !== 0) throw new UdfFileError(place, `${bytes.length} bytes are no whole number of words`, AS_WRITTEN);
    return true;
  }

  /** Only relocations of code are looked at: those of debug sections change what nobody reads. */
  #readRelocations(): ReadonlyMap<number, readonly Relocation[]> {
    const all = new Map<number, Relocation[]>();
    for (const section of this.#sections) {
      const code = this.#code.get(section.info);
      if (code === undefined || (section.type !== SECTION_TYPE.relocations && section.type !== SECTION_TYPE.relocationsWithAddends)) continue;
      const place = placeIn(section.name, null);
      if (section.type !== SECTION_TYPE.relocations || section.entryBytes !== RELOCATION_BYTES || section.bytes.length % RELOCATION_BYTES !== 0)
        throw new UdfFileError(place, `relocations are not of ${RELOCATION_BYTES} bytes`, AS_WRITTEN);
      if (section.link !== this.#symbolTable) throw new UdfFileError(place, `its symbols are in section ${section.link}, which is not the table of symbols`, AS_WRITTEN);
      const list = all.get(code.index) ?? [];
      all.set(code.index, list);
      const view = viewOf(section.bytes);
      for (let at = 0; at < section.bytes.length; at += RELOCATION_BYTES) list.push(this.#relocation(code, view, at));
    }
    return all;
  }

  #relocation({ name, bytes }: ElfSection, view: DataView, at: number): Relocation {
    const offset = natural(view, at);
    if (offset % UDF_WORD_BYTES !== 0 || offset >= bytes.length) throw new UdfFileError(placeIn(name, null), `a relocation is to change byte ${offset}, where no word begins`, AS_WRITTEN);
    const word = offset / UDF_WORD_BYTES;
    const index = view.getUint32(at + 12, true);
    const symbol = this.#symbols[index];
    if (symbol === undefined || index === 0) throw new UdfFileError(placeIn(name, word), `its relocation names symbol ${index}, which there is not`, AS_WRITTEN);
    return { word, type: view.getUint32(at + 8, true), symbol };
  }

  /** The words at which functions begin, by the index of their section. */
  #readStarts(): ReadonlyMap<number, readonly number[]> {
    const starts = new Map<number, number[]>();
    for (const { type, section, value } of this.#symbols) {
      const code = type === SYMBOL_TYPE.function ? this.#code.get(section) : undefined;
      if (code === undefined || value % UDF_WORD_BYTES !== 0 || value >= code.bytes.length) continue;
      const list = starts.get(section) ?? [];
      list.push(value / UDF_WORD_BYTES);
      starts.set(section, list);
    }
    return starts;
  }

  #codeSection({ index, name, bytes }: ElfSection): CodeSection {
    const words = bytes.slice();
    const decoded = decodeWords(words);
    const calls = new Map<number, CallTarget>();
    const seen = new Set<number>();
    for (const { word, type, symbol } of this.#relocations.get(index) ?? []) {
      const place = placeIn(name, word);
      if (seen.has(word)) throw new UdfFileError(place, 'it has two relocations', AS_WRITTEN);
      seen.add(word);
      if (type !== CALL_RELOCATION) throw new UdfFileError(place, `it refers to ${this.#named(symbol)} by a relocation of type ${type}`, 'keep constants in the code: nothing but metadata and stack can be read');
      const call = decoded[word];
      if (call?.instruction.form !== 'callLocal' && call?.instruction.form !== 'callHelper') throw new UdfFileError(place, `it is no call, and refers to ${this.#named(symbol)} like one`, AS_WRITTEN);
      if (symbol.section === UNDEFINED) words.set(this.#helper(symbol, place), word * UDF_WORD_BYTES);
      else {
        calls.set(word, this.#target(symbol, call.immediate, place));
        words.set(encodeInstruction({ form: 'callLocal' }, NO_OPERANDS), word * UDF_WORD_BYTES);
      }
    }
    return { name, words, calls, starts: this.#starts.get(index) ?? [], place: placeIn(name, null), placeOf: (word) => placeIn(name, word) };
  }

  /** A symbol as a message quotes it: its name, or that of its section if it stands for that. */
  #named(symbol: ElfSymbol): string {
    const section = this.#sections[symbol.section]?.name ?? '';
    return quoted(symbol.type === SYMBOL_TYPE.section ? section : symbol.name());
  }

  #helper(symbol: ElfSymbol, place: UdfPlace): Uint8Array {
    const name = symbol.name();
    const call = helperCall(name);
    if (call === null) throw new UdfFileError(place, `it calls ${quoted(name)}, which the file does not define and which is no helper`, `define it, or call one of ${HELPER_NAMES}`);
    return call;
  }

  /** Where a call leads: the place of the symbol, and the words that the immediate adds to it. The distance of a call counts from the word behind it. */
  #target(symbol: ElfSymbol, immediate: number, place: UdfPlace): CallTarget {
    const section = this.#code.get(symbol.section);
    const isFunction = symbol.type === SYMBOL_TYPE.function || symbol.type === SYMBOL_TYPE.section || symbol.type === SYMBOL_TYPE.none;
    if (section === undefined || !isFunction) throw new UdfFileError(place, `it calls ${this.#named(symbol)}, which is no function of this file`, `put functions that others call into ${LOCAL_SECTION}`);
    const word = symbol.value / UDF_WORD_BYTES + immediate + 1;
    if (!Number.isInteger(word) || word < 0 || word * UDF_WORD_BYTES >= section.bytes.length) throw new UdfFileError(place, `it calls a place outside of section ${quoted(section.name)}`, AS_WRITTEN);
    return { section: section.name, word };
  }
}

/**
 * The functions of an object as `clang -target bpf -c` writes it. Source: spec/udf-files.md; UDF-27, UDF-29.
 * @throws UdfFileError naming the section and the word
 */
export const readObject = (bytes: Uint8Array): UdfFile => new ObjectReader(bytes).read();
