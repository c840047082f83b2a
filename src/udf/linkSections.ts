import { UDF_WORD_BYTES } from '../abi/udf.ts';
import type { UdfProgram } from '../abi/udf.ts';
import { decodeWords } from './decode.ts';
import type { DecodedWord } from './decode.ts';
import { distanceOf } from './distanceOf.ts';
import { kindSection, LOCAL_SECTION } from './kindSection.ts';
import type { UdfFile } from './udfFile.ts';
import { quoted, UdfFileError } from './udfFileError.ts';
import type { UdfPlace } from './udfFileError.ts';

/** Where a call leads. */
export interface CallTarget {
  readonly section: string;
  /** A word of the section. */
  readonly word: number;
}

/** A section of code as a file holds it. */
export interface CodeSection {
  readonly name: string;
  readonly words: Uint8Array;
  /** The calls whose distance is not in their word, by their place. */
  readonly calls: ReadonlyMap<number, CallTarget>;
  /** Words at which the file says that a function begins. */
  readonly starts: readonly number[];
  /** Where the section is, and where a word of it, for messages. */
  readonly place: UdfPlace;
  readonly placeOf: (word: number) => UdfPlace;
}

/** A run of words that is moved as a whole: a section of a kind, or a local function. */
interface Unit {
  readonly section: CodeSection;
  readonly first: number;
  /** The word behind the last one. */
  readonly end: number;
}

const wordCount = ({ words }: CodeSection): number => words.length / UDF_WORD_BYTES;

/** The local calls of a section: those that the file names, and those whose distance is in their word and stays in the section. */
const callsOf = (section: CodeSection, decoded: readonly (DecodedWord | null)[]): ReadonlyMap<number, CallTarget> => {
  const calls = new Map(section.calls);
  for (const [place, word] of decoded.entries()) {
    if (word?.instruction.form !== 'callLocal' || calls.has(place)) continue;
    const target = place + 1 + word.immediate;
    if (target >= 0 && target < decoded.length) calls.set(place, { section: section.name, word: target });
  }
  return calls;
};

/** Puts the functions of a file together: each section of a kind, and behind it the local functions that it calls. UDF-27. */
class Linker {
  readonly #sections: ReadonlyMap<string, CodeSection>;
  readonly #decoded: ReadonlyMap<string, readonly (DecodedWord | null)[]>;
  readonly #calls: ReadonlyMap<string, ReadonlyMap<number, CallTarget>>;
  /** The local functions by their first word. */
  readonly #locals: ReadonlyMap<number, Unit>;

  constructor(sections: readonly CodeSection[]) {
    this.#sections = new Map(sections.map((section) => [section.name, section]));
    this.#decoded = new Map(sections.map(({ name, words }) => [name, decodeWords(words)]));
    this.#calls = new Map(sections.map((section) => [section.name, callsOf(section, this.#decoded.get(section.name) ?? [])]));
    this.#locals = this.#cutLocals();
  }

  /** A local function begins where the file says so and where a call leads, and ends before the next one. */
  #cutLocals(): ReadonlyMap<number, Unit> {
    const section = this.#sections.get(LOCAL_SECTION);
    if (section === undefined) return new Map();
    const called = [...this.#calls.values()].flatMap((calls) => [...calls.values()].filter((target) => target.section === LOCAL_SECTION).map(({ word }) => word));
    const starts = [...new Set([...section.starts, ...called])].toSorted((a, b) => a - b);
    return new Map(starts.map((first, i) => [first, { section, first, end: starts[i + 1] ?? wordCount(section) }]));
  }

  /** The words of the function of one section. @throws UdfFileError */
  link(own: CodeSection): Uint8Array {
    const units: Unit[] = [{ section: own, first: 0, end: wordCount(own) }];
    /** Where the local functions lie in the result, by their first word. */
    const moved = new Map<number, number>();
    let length = wordCount(own);
    for (const unit of units) {
      for (const target of this.#targetsIn(unit, own)) {
        const local = target.section === LOCAL_SECTION ? this.#locals.get(target.word) : undefined;
        if (local === undefined || moved.has(local.first)) continue;
        moved.set(local.first, length);
        length += local.end - local.first;
        units.push(local);
      }
    }
    if (units.length > 1) for (const unit of units) this.#checkClosed(unit);
    return this.#joined(units, moved, length);
  }

  /** Where the calls of a unit lead. @throws UdfFileError if one leads into a section of another kind */
  #targetsIn({ section, first, end }: Unit, own: CodeSection): readonly CallTarget[] {
    const targets: CallTarget[] = [];
    for (let place = first; place < end; place++) {
      const target = this.#calls.get(section.name)?.get(place);
      if (target === undefined) continue;
      if (target.section !== own.name && target.section !== LOCAL_SECTION)
        throw new UdfFileError(section.placeOf(place), `a function of section ${quoted(own.name)} calls into section ${quoted(target.section)}`, `move what it calls to ${LOCAL_SECTION}`);
      const called = this.#sections.get(target.section);
      if (called === undefined || target.word >= wordCount(called)) throw new UdfFileError(section.placeOf(place), `what is called in section ${quoted(target.section)} has no words`, 'give it an instruction');
      targets.push(target);
    }
    return targets;
  }

  /** A unit that is moved, or has others behind it, must not be left but by calls and EXIT. @throws UdfFileError */
  #checkClosed({ section, first, end }: Unit): void {
    const decoded = this.#decoded.get(section.name) ?? [];
    const calls = this.#calls.get(section.name);
    for (let place = first; place < end; place++) {
      const word = decoded[place];
      if (word === null) continue;
      if (word.instruction.form === 'callLocal') {
        if (calls?.has(place) !== true) throw new UdfFileError(section.placeOf(place), 'a call leads out of its section', 'call a function by its name');
        continue;
      }
      const distance = distanceOf(word);
      if (distance !== null && (place + 1 + distance < first || place + 1 + distance >= end)) throw new UdfFileError(section.placeOf(place), 'a jump leads out of its function', 'jump within the function, or make it a call');
    }
    const last = decoded[end - 1]?.instruction.form;
    if (last !== 'exit' && last !== 'jump') throw new UdfFileError(section.placeOf(end - 1), 'a function runs on past its last word', 'end it with exit');
  }

  /** The words of the units one behind another, with the distances of their calls. */
  #joined(units: readonly Unit[], moved: ReadonlyMap<number, number>, length: number): Uint8Array {
    const words = new Uint8Array(length * UDF_WORD_BYTES);
    const view = new DataView(words.buffer);
    let at = 0;
    for (const { section, first, end } of units) {
      words.set(section.words.subarray(first * UDF_WORD_BYTES, end * UDF_WORD_BYTES), at * UDF_WORD_BYTES);
      for (let place = first; place < end; place++) {
        const target = this.#calls.get(section.name)?.get(place);
        if (target === undefined) continue;
        const to = (target.section === LOCAL_SECTION ? moved.get(target.word) : undefined) ?? target.word;
        view.setInt32((at + place - first) * UDF_WORD_BYTES + 4, to - (at + place - first) - 1, true);
      }
      at += end - first;
    }
    return words;
  }
}

/**
 * The functions of a file from its sections of code: at most one of each kind, with the local functions that it calls appended in
 * the order of the first call. UDF-27, UDF-29.
 * @throws UdfFileError
 */
export const linkSections = (sections: readonly CodeSection[]): UdfFile => {
  const names = new Set<string>();
  for (const { name, place } of sections) {
    if (names.has(name)) throw new UdfFileError(place, `there is a second section ${quoted(name)}`, 'keep one of a name');
    names.add(name);
  }
  const linker = new Linker(sections);
  const functions: UdfProgram[] = [];
  for (const section of sections) {
    const named = kindSection(section.name, section.place);
    if (named === null) continue;
    if (functions.some(({ kind }) => kind === named.kind)) throw new UdfFileError(section.place, `there is a second section of kind ${named.kind}, ${quoted(section.name)}`, 'keep one section of a kind');
    functions.push({ ...named, words: linker.link(section) });
  }
  if (functions.length === 0) throw new UdfFileError({ in: 'file', part: '' }, 'there is no section of a kind', 'put each function into a section, and name it owns, acl or size');
  return { functions };
};
