import { ByteWriter } from './byteWriter.ts';
import { WASM_OPCODES, WASM_TYPES } from './wasmOpcodes.ts';
import type { WasmNumber, WasmOpcode } from './wasmOpcodes.ts';

type Plain = Exclude<WasmOpcode, 'block' | 'loop' | 'if' | 'br' | 'br_if' | 'br_table' | 'call' | `local.${string}` | `${string}.load${string}` | `${string}.store${string}` | `${string}.const`>;
export type WasmAccess = Extract<WasmOpcode, `${string}.load${string}` | `${string}.store${string}`>;

/** The prefix of instructions beyond one byte, and `memory.fill` among them, which is always of memory 0. */
const MEMORY_FILL = Uint8Array.of(0xfc, 11, 0);

/** The body of a function of WebAssembly, instruction by instruction. */
export class CodeWriter {
  readonly #out = new ByteWriter();

  /** Instructions without immediates. */
  op(...names: readonly Plain[]): void {
    for (const name of names) this.#out.byte(WASM_OPCODES[name]);
  }

  get(local: number): void {
    this.#indexed('local.get', local);
  }

  set(local: number): void {
    this.#indexed('local.set', local);
  }

  tee(local: number): void {
    this.#indexed('local.tee', local);
  }

  call(index: number): void {
    this.#indexed('call', index);
  }

  br(depth: number): void {
    this.#indexed('br', depth);
  }

  brIf(depth: number): void {
    this.#indexed('br_if', depth);
  }

  /** The last depth is that of every index beyond the others. */
  brTable(depths: readonly number[]): void {
    this.#indexed('br_table', depths.length - 1);
    for (const depth of depths) this.#out.unsigned(depth);
  }

  /** Begins `block`, `loop` or `if`; `end` ends it. */
  begin(name: 'block' | 'loop' | 'if', result: WasmNumber | 'nothing' = 'nothing'): void {
    this.#out.byte(WASM_OPCODES[name]);
    this.#out.byte(WASM_TYPES[result]);
  }

  i32(value: number): void {
    this.#out.byte(WASM_OPCODES['i32.const']);
    this.#out.signed(value);
  }

  /** A constant of 64 bits: a bigint as it is, a signed 32-bit number extended. */
  i64(value: bigint | number): void {
    this.#out.byte(WASM_OPCODES['i64.const']);
    if (typeof value === 'number') this.#out.signed(value);
    else this.#out.signedLong(BigInt.asIntN(64, value));
  }

  /** A load or a store at a constant distance from the address on the stack. No alignment is promised. */
  access(name: WasmAccess, distance = 0): void {
    this.#out.byte(WASM_OPCODES[name]);
    this.#out.byte(0);
    this.#out.unsigned(distance);
  }

  fill(): void {
    this.#out.bytes(MEMORY_FILL);
  }

  written(): Uint8Array {
    return this.#out.written();
  }

  #indexed(name: WasmOpcode, index: number): void {
    this.#out.byte(WASM_OPCODES[name]);
    this.#out.unsigned(index);
  }
}
