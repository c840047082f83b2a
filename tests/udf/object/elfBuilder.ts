/** What a test puts into a section header; the rest is worked out. */
export interface SectionPlan {
  readonly name: string;
  readonly type: number;
  readonly flags?: number;
  readonly bytes?: Uint8Array;
  readonly link?: number;
  readonly info?: number;
  readonly entryBytes?: number;
}

export interface SymbolPlan {
  readonly name: string;
  readonly type: number;
  readonly section: number;
  readonly value?: number;
}

export interface RelocationPlan {
  readonly offset: number;
  readonly type: number;
  readonly symbol: number;
}

export const PROGBITS = 1;
export const NOTHING = 0;
export const FUNCTION = 2;
export const SECTION = 3;
export const OBJECT = 1;
export const CALL = 10;
/** Allocated and executable. */
const CODE_FLAGS = 6;

const bytesOf = (length: number, write: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
};

/** A table of strings, and where each of them is in it. */
const stringTable = (names: readonly string[]): { readonly bytes: Uint8Array; readonly at: ReadonlyMap<string, number> } => {
  const at = new Map<string, number>();
  let text = '\0';
  for (const name of names) {
    if (at.has(name)) continue;
    at.set(name, text.length);
    text += `${name}\0`;
  }
  return { bytes: new TextEncoder().encode(text), at };
};

export const symbolTable = (symbols: readonly SymbolPlan[], at: ReadonlyMap<string, number>): Uint8Array => bytesOf(24 * symbols.length, (view) => {
  for (const [i, { name, type, section, value = 0 }] of symbols.entries()) {
    view.setUint32(24 * i, name === '' ? 0 : at.get(name) ?? 0, true);
    view.setUint8(24 * i + 4, 16 + type);
    view.setUint16(24 * i + 6, section, true);
    view.setBigUint64(24 * i + 8, BigInt(value), true);
  }
});

export const relocations = (list: readonly RelocationPlan[]): Uint8Array => bytesOf(16 * list.length, (view) => {
  for (const [i, { offset, type, symbol }] of list.entries()) {
    view.setBigUint64(16 * i, BigInt(offset), true);
    view.setUint32(16 * i + 8, type, true);
    view.setUint32(16 * i + 12, symbol, true);
  }
});

export const code = (name: string, hex: string): SectionPlan => ({ name, type: PROGBITS, flags: CODE_FLAGS, bytes: Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex')) });

/** Relocations of the section with this index. The table of symbols is section 1. */
export const relocationsOf = (info: number, list: readonly RelocationPlan[]): SectionPlan => ({ name: `.rel${info}`, type: 9, bytes: relocations(list), link: 1, info, entryBytes: 16 });

/**
 * An object by its plan: section 0 is none, 1 the table of symbols, 2 that of names, and those given follow from 3 on. Symbol 0 is
 * none, and those given follow from 1 on.
 */
export const elf = (given: readonly SectionPlan[], symbols: readonly SymbolPlan[] = []): Uint8Array => {
  const names = stringTable(['.symtab', '.strtab', ...given.map(({ name }) => name), ...symbols.map(({ name }) => name)]);
  const sections: readonly SectionPlan[] = [
    { name: '', type: 0 },
    { name: '.symtab', type: 2, bytes: symbolTable([{ name: '', type: 0, section: 0 }, ...symbols], names.at), link: 2, info: 1, entryBytes: 24 },
    { name: '.strtab', type: 3, bytes: names.bytes },
    ...given,
  ];
  const parts: Uint8Array[] = [];
  let end = 64;
  const offsets = sections.map(({ bytes = new Uint8Array() }) => {
    const offset = end;
    const padded = new Uint8Array(8 * Math.ceil(bytes.length / 8));
    padded.set(bytes);
    parts.push(padded);
    end += padded.length;
    return offset;
  });
  const header = bytesOf(64, (view) => {
    for (const [i, byte] of [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1].entries()) view.setUint8(i, byte);
    view.setUint16(16, 1, true);
    view.setUint16(18, 247, true);
    view.setUint32(20, 1, true);
    view.setBigUint64(40, BigInt(end), true);
    for (const [at, value] of [[52, 64], [58, 64], [60, sections.length], [62, 2]]) view.setUint16(at, value, true);
  });
  const headers = sections.map(({ name, type, flags = 0, bytes = new Uint8Array(), link = 0, info = 0, entryBytes = 0 }, i) => bytesOf(64, (view) => {
    view.setUint32(0, names.at.get(name) ?? 0, true);
    view.setUint32(4, type, true);
    view.setUint32(8, flags, true);
    view.setBigUint64(24, BigInt(offsets[i]), true);
    view.setBigUint64(32, BigInt(bytes.length), true);
    view.setUint32(40, link, true);
    view.setUint32(44, info, true);
    view.setBigUint64(56, BigInt(entryBytes), true);
  }));
  return Uint8Array.from(Buffer.concat([header, ...parts, ...headers]));
};
