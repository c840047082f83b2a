import { UDF_WORD_BYTES } from '../../abi/udf.ts';
import { encodeInstruction } from '../encode.ts';
import { HELPER_NAMES, helperCall } from '../helperCall.ts';
import { kindSection, LOCAL_SECTION, SECTION_NAMES } from '../kindSection.ts';
import { linkSections } from '../linkSections.ts';
import type { CallTarget, CodeSection } from '../linkSections.ts';
import type { UdfFile } from '../udfFile.ts';
import { quoted, UdfFileError } from '../udfFileError.ts';
import type { UdfPlace } from '../udfFileError.ts';
import { codeDirective, sectionDirective } from './directives.ts';
import { LineCursor } from './lineCursor.ts';
import { parseInstruction } from './parseInstruction.ts';
import type { ParsedInstruction } from './parseInstruction.ts';

/** An instruction that names a label, which may come later. */
interface Reference {
  readonly place: UdfPlace;
  readonly name: string;
  readonly word: number;
  readonly instruction: ParsedInstruction;
}

/** A section of code while it is read. */
interface Draft {
  readonly name: string;
  readonly words: Uint8Array[];
  /** Where each word stands in the text. */
  readonly places: UdfPlace[];
  readonly references: Reference[];
  /** Where the section begins in the text. */
  readonly begin: UdfPlace;
}

const FIRST_SECTION = 'owns';
const DISTANCE_SPAN = 2 ** 15;

class Assembly {
  readonly #drafts = new Map<string, Draft>();
  /** The section that is read; a name alone stands for one that is not code and is skipped. */
  #current: Draft | string | null = null;
  readonly #labels = new Map<string, CallTarget>();
  /** Names that a directive says to be functions. */
  readonly #functions = new Set<string>();

  /** @throws UdfFileError */
  read(text: string, number: number): void {
    const section = sectionDirective(text, number);
    if (section !== null) this.#enter(section.name, section.isCode, section.place);
    else if (typeof this.#current === 'string') this.#skip(text, this.#current);
    else this.#readCode(new LineCursor(text, number));
  }

  #enter(name: string, isCode: boolean, place: UdfPlace): void {
    if (name === LOCAL_SECTION || kindSection(name, place) !== null) {
      const draft = this.#drafts.get(name) ?? { name, words: [], places: [], references: [], begin: place };
      this.#drafts.set(name, draft);
      this.#current = draft;
      return;
    }
    if (isCode) throw new UdfFileError(place, `section ${quoted(name)} holds code and is named after no kind`, SECTION_NAMES);
    this.#current = name;
  }

  /** What a section of data or of notes holds is not read; its labels are kept, so that an error can say where a name lies. */
  #skip(text: string, section: string): void {
    const label = /^\s*([\w.$]+):/.exec(text);
    if (label !== null && !this.#labels.has(label[1])) this.#labels.set(label[1], { section, word: 0 });
  }

  #draft(place: UdfPlace): Draft {
    if (this.#current === null) this.#enter(FIRST_SECTION, true, place);
    if (this.#current === null || typeof this.#current === 'string') throw new UdfFileError(place, 'stands in no section of code', SECTION_NAMES);
    return this.#current;
  }

  #readCode(line: LineCursor): void {
    while (line.next.kind === 'name' && line.afterNext.text === ':') this.#define(line);
    if (line.isAtEnd) return;
    const { next } = line;
    const place = line.place();
    if (next.kind === 'name' && next.text.startsWith('.')) {
      const { words, functionName } = codeDirective(line);
      if (functionName !== null) this.#functions.add(functionName);
      for (const word of words) this.#append(this.#draft(place), word, place);
      return;
    }
    const instruction = parseInstruction(line);
    line.expectEnd();
    const draft = this.#draft(place);
    if (instruction.target !== null) draft.references.push({ place: line.place(instruction.target), name: instruction.target.text, word: draft.words.length, instruction });
    const bytes = encodeInstruction(instruction.instruction, instruction.operands);
    for (let at = 0; at < bytes.length; at += UDF_WORD_BYTES) this.#append(draft, bytes.subarray(at, at + UDF_WORD_BYTES), place);
  }

  #define(line: LineCursor): void {
    const place = line.place();
    const draft = this.#draft(place);
    const { text } = line.take();
    if (this.#labels.has(text)) throw new UdfFileError(place, `label ${quoted(text)} is defined twice`, 'give one of them another name');
    this.#labels.set(text, { section: draft.name, word: draft.words.length });
    line.expect(':');
  }

  #append({ words, places }: Draft, word: Uint8Array, place: UdfPlace): void {
    words.push(word);
    places.push(place);
  }

  /** @throws UdfFileError */
  finish(): UdfFile {
    return linkSections([...this.#drafts.values()].map((draft) => this.#section(draft)));
  }

  #section({ name, words, places, references, begin }: Draft): CodeSection {
    const bytes = new Uint8Array(words.length * UDF_WORD_BYTES);
    for (const [i, word] of words.entries()) bytes.set(word, i * UDF_WORD_BYTES);
    const calls = new Map<number, CallTarget>();
    for (const reference of references) {
      const { word, instruction: { instruction } } = reference;
      if (instruction.form !== 'callLocal') bytes.set(this.#jump(reference, name), word * UDF_WORD_BYTES);
      else if (this.#labels.has(reference.name)) calls.set(word, this.#target(reference));
      else bytes.set(this.#helper(reference), word * UDF_WORD_BYTES);
    }
    const starts = [...this.#functions].flatMap((label) => {
      const target = this.#labels.get(label);
      return target?.section === name ? [target.word] : [];
    });
    return { name, words: bytes, calls, starts, place: begin, placeOf: (word) => places[word] ?? begin };
  }

  /** What a name stands for. @throws UdfFileError */
  #target({ place, name }: Reference): CallTarget {
    const target = this.#labels.get(name);
    if (target === undefined) throw new UdfFileError(place, `label ${quoted(name)} is not defined`, 'write the name and a colon before the instruction that is meant');
    if (!this.#drafts.has(target.section)) throw new UdfFileError(place, `${quoted(name)} lies in section ${quoted(target.section)}, which is not read`, 'refer to code only, and keep constants in it');
    return target;
  }

  #jump(reference: Reference, section: string): Uint8Array {
    const { place, name, word, instruction: { instruction, operands } } = reference;
    const target = this.#target(reference);
    if (target.section !== section) throw new UdfFileError(place, `${quoted(name)} lies in section ${quoted(target.section)}`, 'jump within a section, and call what lies in another');
    const distance = target.word - word - 1;
    if (instruction.form === 'jump' && instruction.distance === 'immediate') return encodeInstruction(instruction, { ...operands, immediate: distance });
    if (distance < -DISTANCE_SPAN || distance >= DISTANCE_SPAN) throw new UdfFileError(place, `${quoted(name)} is ${Math.abs(distance)} words away`, `jump at most ${DISTANCE_SPAN - 1} words, or use gotol`);
    return encodeInstruction(instruction, { ...operands, offset: distance });
  }

  #helper({ place, name }: Reference): Uint8Array {
    const call = helperCall(name);
    if (call === null) throw new UdfFileError(place, `${quoted(name)} is neither a label of the file nor a helper`, `define it, or call one of ${HELPER_NAMES}`);
    return call;
  }
}

/**
 * The functions that a text in LLVM's syntax for BPF describes. Source: spec/udf-files.md; UDF-27, UDF-28.
 * @throws UdfFileError naming line and column
 */
export const assembleText = (text: string): UdfFile => {
  const assembly = new Assembly();
  for (const [i, line] of text.split(/\r?\n/).entries()) assembly.read(line, i + 1);
  return assembly.finish();
};
