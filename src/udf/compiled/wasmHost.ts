import { WASM_NAMES } from './wasmModule.ts';

/** The part of the host's WebAssembly that the compiler needs. The library of the language does not declare it, and that of browsers would bring all the rest. */
declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: Readonly<Record<string, Readonly<Record<string, WasmMemory>>>>) => { readonly exports: WasmExports };
};

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

/** What every module of the compiler exports. */
interface WasmExports {
  readonly [WASM_NAMES.run]: () => void;
}

/** A linear memory that does not grow, so that views of its buffer stay valid. */
export const makeMemory = (pages: number): WasmMemory => new WebAssembly.Memory({ initial: pages, maximum: pages });

/** Compiles and links a module; gives what it exports. Throws what the host throws if the module is not valid. */
export const instantiate = (module: Uint8Array, memory: WasmMemory): (() => void) =>
  new WebAssembly.Instance(new WebAssembly.Module(module), { [WASM_NAMES.module]: { [WASM_NAMES.memory]: memory } }).exports[WASM_NAMES.run];
