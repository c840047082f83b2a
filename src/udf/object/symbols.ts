import { UdfFileError } from '../udfFileError.ts';
import { nameAt, natural, SECTION_TYPE } from './elfFile.ts';
import type { ElfSection } from './elfFile.ts';
import { viewOf } from './elfHeader.ts';

const SYMBOL_BYTES = 24;
export const SYMBOL_TYPE = { none: 0, function: 2, section: 3 } as const;
/** The section index of a symbol that the file does not define. */
export const UNDEFINED = 0;

/** One symbol; its name is read when it is asked for, since most are not. */
export interface ElfSymbol {
  readonly type: number;
  /** Index of the section in which it lies; UNDEFINED, or a number that is no section, where it lies in none. */
  readonly section: number;
  /** Bytes from the begin of its section. */
  readonly value: number;
  /** @throws UdfFileError */
  readonly name: () => string;
}

/** The symbols of an object by their index; none if it has no table. @throws UdfFileError */
export const elfSymbols = (sections: readonly ElfSection[]): { readonly table: number; readonly symbols: readonly ElfSymbol[] } => {
  const [table, second] = sections.filter(({ type }) => type === SECTION_TYPE.symbols);
  if (table === undefined) return { table: 0, symbols: [] };
  const place = { in: 'section', section: table.name, word: null } as const;
  if (second !== undefined) throw new UdfFileError(place, `there is a second table of symbols, ${second.name}`, 'give a file as the compiler wrote it');
  const strings = sections[table.link];
  if (strings?.type !== SECTION_TYPE.strings) throw new UdfFileError(place, `section ${table.link} is to hold the names of symbols, and is no table of strings`, 'give a file as the compiler wrote it');
  if (table.entryBytes !== SYMBOL_BYTES || table.bytes.length % SYMBOL_BYTES !== 0) throw new UdfFileError(place, `symbols are not of ${SYMBOL_BYTES} bytes`, 'give a file as the compiler wrote it');
  const view = viewOf(table.bytes);
  const symbols = Array.from({ length: table.bytes.length / SYMBOL_BYTES }, (_, index): ElfSymbol => {
    const at = index * SYMBOL_BYTES;
    return {
      type: view.getUint8(at + 4) & 0xf, section: view.getUint16(at + 6, true), value: natural(view, at + 8),
      name: () => nameAt(strings.bytes, view.getUint32(at, true), { in: 'file', part: `symbol ${index}` }),
    };
  });
  return { table: table.index, symbols };
};
