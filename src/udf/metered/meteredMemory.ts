import { UDF_FRAME_BYTES, UDF_METADATA, UDF_STACK, UDF_STACK_END } from '../../abi/udf.ts';
import type { UdfFaultRule } from '../../abi/udf.ts';
import { UDF_LOADS, UDF_STORES } from '../../abi/udfInstructions.ts';
import type { UdfLoad, UdfStore } from '../../abi/udfInstructions.ts';

const WORD_32 = 2 ** 32;

const loadNumber = (load: UdfLoad): number => UDF_LOADS.indexOf(load);
const LOAD_U8 = loadNumber('U8');
const LOAD_U16 = loadNumber('U16');
const LOAD_U32 = loadNumber('U32');
const LOAD_U64 = loadNumber('U64');
const LOAD_S8 = loadNumber('S8');
const LOAD_S16 = loadNumber('S16');

const storeNumber = (store: UdfStore): number => UDF_STORES.indexOf(store);
const STORE_U8 = storeNumber('U8');
const STORE_U16 = storeNumber('U16');
const STORE_U32 = storeNumber('U32');

const bytesOf = (name: string): number => Number(name.slice(1)) / 8;
const LOAD_BYTES = Uint8Array.from(UDF_LOADS, bytesOf);
const STORE_BYTES = Uint8Array.from(UDF_STORES, bytesOf);

/** No byte has this address. */
const UNMAPPED = -1;

/**
 * The sum of a 64-bit register and a displacement, modulo 2^64, or UNMAPPED where nothing is mapped: from 2^32 upwards,
 * and in the 32,768 bytes below, where a sum of lower halves that is negative leads. UDF-8.
 */
const addressOf = (low: number, high: number, displacement: number): number => {
  const sum = (low >>> 0) + displacement;
  if (sum >= WORD_32) return high === -1 ? sum - WORD_32 : UNMAPPED;
  return high === 0 && sum >= 0 ? sum : UNMAPPED;
};

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const NOTHING = new Uint8Array(0);

const fetch = (view: DataView, operation: number, at: number, cells: Int32Array, d: number): void => {
  switch (operation) {
    case LOAD_U8: cells[d] = view.getUint8(at); break;
    case LOAD_U16: cells[d] = view.getUint16(at, true); break;
    case LOAD_U32: cells[d] = view.getInt32(at, true); break;
    case LOAD_S8: cells[d] = view.getInt8(at); break;
    case LOAD_S16: cells[d] = view.getInt16(at, true); break;
    case LOAD_U64:
      cells[d] = view.getInt32(at, true);
      cells[d + 1] = view.getInt32(at + 4, true);
      return;
    default: cells[d] = view.getInt32(at, true); break;
  }
  cells[d + 1] = operation >= LOAD_S8 ? cells[d] >> 31 : 0;
};

const leave = (view: DataView, operation: number, at: number, low: number, high: number): void => {
  switch (operation) {
    case STORE_U8: view.setInt8(at, low); return;
    case STORE_U16: view.setInt16(at, low, true); return;
    case STORE_U32: view.setInt32(at, low, true); return;
    default:
      view.setInt32(at, low, true);
      view.setInt32(at + 4, high, true);
  }
};

/**
 * What a run may address: the metadata and the stack, with a flag for each byte of the stack that is written. Reused by
 * all runs of a program: no byte of the stack can be read before the run itself has written it.
 */
export class MeteredMemory {
  readonly #stack = new DataView(new ArrayBuffer(UDF_STACK_END - UDF_STACK));
  readonly #isWritten = new Uint8Array(UDF_STACK_END - UDF_STACK);
  #metadata = viewOf(NOTHING);
  #metadataEnd = UDF_METADATA;
  #isMetadataWritable = false;

  /** Stores go to a copy, so that the caller's bytes stay as they are. UDF-6, UDF-26. */
  begin(metadata: Uint8Array, isMetadataWritable: boolean): void {
    this.#isWritten.fill(0);
    this.#metadata = viewOf(isMetadataWritable ? metadata.slice() : metadata);
    this.#metadataEnd = UDF_METADATA + metadata.length;
    this.#isMetadataWritable = isMetadataWritable;
  }

  /** The metadata belongs to the caller and is not kept. */
  end(): void {
    this.#metadata = viewOf(NOTHING);
  }

  /**
   * Loads into the register at cell d from the address in the one at cell s; tells the rule that forbids it, or null.
   * `frame` is the lowest address of the frame that runs. UDF-5, UDF-7, UDF-16.
   */
  load(operation: number, cells: Int32Array, d: number, s: number, displacement: number, frame: number): UdfFaultRule | null {
    const address = addressOf(cells[s], cells[s + 1], displacement);
    const end = address + LOAD_BYTES[operation];
    if (address >= UDF_METADATA && end <= this.#metadataEnd) {
      fetch(this.#metadata, operation, address - UDF_METADATA, cells, d);
      return null;
    }
    if (address < frame || end > UDF_STACK_END) return 'UDF-5';
    for (let at = address; at < end; at++) if (this.#isWritten[at - UDF_STACK] === 0) return 'UDF-7';
    fetch(this.#stack, operation, address - UDF_STACK, cells, d);
    return null;
  }

  /** Stores the value at cell s to the address in the register at cell d. UDF-6, UDF-7, UDF-16. */
  store(operation: number, cells: Int32Array, d: number, s: number, displacement: number, frame: number): UdfFaultRule | null {
    const address = addressOf(cells[d], cells[d + 1], displacement);
    const end = address + STORE_BYTES[operation];
    if (address >= frame && end <= UDF_STACK_END) {
      leave(this.#stack, operation, address - UDF_STACK, cells[s], cells[s + 1]);
      this.#isWritten.fill(1, address - UDF_STACK, end - UDF_STACK);
      return null;
    }
    if (!this.#isMetadataWritable || address < UDF_METADATA || end > this.#metadataEnd) return 'UDF-6';
    leave(this.#metadata, operation, address - UDF_METADATA, cells[s], cells[s + 1]);
    return null;
  }

  /** The bytes of the frame that ends are no longer written. UDF-19. */
  endFrame(frame: number): void {
    this.#isWritten.fill(0, frame - UDF_STACK, frame - UDF_STACK + UDF_FRAME_BYTES);
  }
}
