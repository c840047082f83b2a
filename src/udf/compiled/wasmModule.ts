import { ByteWriter } from './byteWriter.ts';
import { WASM_TYPES } from './wasmOpcodes.ts';
import type { WasmNumber } from './wasmOpcodes.ts';

export interface WasmSignature {
  readonly parameters: readonly WasmNumber[];
  readonly results: readonly WasmNumber[];
}

export interface WasmFunction {
  readonly signature: WasmSignature;
  readonly locals: readonly WasmNumber[];
  /** Instructions, with the `end` of the function. */
  readonly code: Uint8Array;
}

/** What a module imports and exports by these names; its exported function is the last one. */
export const WASM_NAMES = { module: 'xok', memory: 'memory', run: 'run' } as const;

const HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const FUNCTION_TYPE = 0x60;
const KIND = { function: 0, memory: 2 } as const;
const LIMITS_WITH_MAXIMUM = 1;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const writeName = (out: ByteWriter, name: string): void => {
  out.unsigned(name.length);
  out.bytes(ascii(name));
};

const writeVector = <Item>(out: ByteWriter, items: readonly Item[], write: (item: Item, index: number) => void): void => {
  out.unsigned(items.length);
  for (const [index, item] of items.entries()) write(item, index);
};

const writeSection = (out: ByteWriter, id: number, fill: (content: ByteWriter) => void): void => {
  const content = new ByteWriter();
  fill(content);
  const bytes = content.written();
  out.byte(id);
  out.unsigned(bytes.length);
  out.bytes(bytes);
};

const writeTypes = (out: ByteWriter, types: readonly WasmNumber[]): void => writeVector(out, types, (type) => out.byte(WASM_TYPES[type]));

/** Each local is a group of its own: functions have about twenty. */
const writeBody = (out: ByteWriter, { locals, code }: WasmFunction): void => {
  const body = new ByteWriter();
  writeVector(body, locals, (type) => {
    body.unsigned(1);
    body.byte(WASM_TYPES[type]);
  });
  body.bytes(code);
  const bytes = body.written();
  out.unsigned(bytes.length);
  out.bytes(bytes);
};

/** A module in the binary format: one imported memory of so many pages, functions, the last one exported. Source: WebAssembly Core Specification 2.0, section 5.5. */
export const encodeModule = (functions: readonly WasmFunction[], pages: number): Uint8Array => {
  const out = new ByteWriter();
  out.bytes(HEADER);
  writeSection(out, SECTION.type, (section) =>
    writeVector(section, functions, ({ signature }) => {
      section.byte(FUNCTION_TYPE);
      writeTypes(section, signature.parameters);
      writeTypes(section, signature.results);
    }));
  writeSection(out, SECTION.import, (section) => {
    section.unsigned(1);
    writeName(section, WASM_NAMES.module);
    writeName(section, WASM_NAMES.memory);
    section.byte(KIND.memory);
    section.byte(LIMITS_WITH_MAXIMUM);
    section.unsigned(pages);
    section.unsigned(pages);
  });
  writeSection(out, SECTION.function, (section) => writeVector(section, functions, (_, index) => section.unsigned(index)));
  writeSection(out, SECTION.export, (section) => {
    section.unsigned(1);
    writeName(section, WASM_NAMES.run);
    section.byte(KIND.function);
    section.unsigned(functions.length - 1);
  });
  writeSection(out, SECTION.code, (section) => writeVector(section, functions, (one) => writeBody(section, one)));
  return out.written();
};
