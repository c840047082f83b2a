import { UDF_METADATA, UDF_METADATA_BYTES_MAX } from '../../abi/udf.ts';
import { Broken } from '../../abi/broken.ts';
import type { UdfEnd, UdfInput, UdfRun, UdfTuple } from '../../abi/udf.ts';
import { KIND_BITS } from './helperCall.ts';
import { CREDENTIALS, CREDENTIALS_MAX, MEMORY_PAGES, RECORD, STOP_EXHAUSTED, STOP_NONE, TUPLE, TUPLES } from './linearMemory.ts';
import type { FaultSite } from './meter.ts';
import { makeMemory } from './wasmHost.ts';

const WORD_32 = 2 ** 32;
/** Cost is counted in signed numbers of 32 bits. */
const COST_MAX = 2 ** 31 - 1;

/** The linear memory of all compiled programs, seen from outside: what a run is given goes in, what it tells comes out. */
export class RunMemory {
  readonly memory = makeMemory(MEMORY_PAGES);
  readonly #bytes = new Uint8Array(this.memory.buffer);
  readonly #halves = new Int32Array(this.memory.buffer);
  readonly #longs = new BigUint64Array(this.memory.buffer);

  /** Throws Broken for more metadata or credentials than there can be. UDF-2. */
  begin({ kind, metadata, isMetadataWritable, operation, time, credentials, residue, costMax }: UdfInput): void {
    if (metadata.length > UDF_METADATA_BYTES_MAX) throw new Broken('UDF-2', `metadata of ${metadata.length} bytes`);
    if (credentials.length > CREDENTIALS_MAX) throw new Broken('UDF-20', `${credentials.length} credentials`);
    this.#bytes.set(metadata, UDF_METADATA);
    this.#setLong(RECORD.residue, residue);
    this.#setLong(RECORD.third, kind === 'acl' ? operation : residue);
    this.#setLong(RECORD.time, time);
    for (const [index, credential] of credentials.entries()) this.#setLong(CREDENTIALS + 8 * index, credential);
    this.#setHalf(RECORD.metadataLength, metadata.length);
    this.#setHalf(RECORD.kind, KIND_BITS[kind]);
    this.#setHalf(RECORD.isMetadataWritable, isMetadataWritable ? 1 : 0);
    this.#setHalf(RECORD.credentialCount, credentials.length);
    this.#setHalf(RECORD.remaining, Math.min(costMax, COST_MAX));
    this.#setHalf(RECORD.tuplesNext, TUPLES);
    this.#setHalf(RECORD.isSpoilt, 0);
    this.#setHalf(RECORD.stop, STOP_NONE);
  }

  /** What the run that has ended tells. */
  outcome(costMax: number, faults: readonly FaultSite[]): UdfRun {
    return {
      end: this.#end(faults),
      cost: Math.min(costMax, COST_MAX) - this.#half(RECORD.remaining),
      tuples: this.#tuples(),
      isSpoilt: this.#half(RECORD.isSpoilt) !== 0,
    };
  }

  #end(faults: readonly FaultSite[]): UdfEnd {
    const stop = this.#half(RECORD.stop);
    if (stop === STOP_NONE) return { kind: 'exit', value: this.#longs[RECORD.value / 8] };
    return stop === STOP_EXHAUSTED ? { kind: 'exhausted' } : { kind: 'fault', ...faults[stop - 1] };
  }

  #tuples(): readonly UdfTuple[] {
    const end = this.#half(RECORD.tuplesNext);
    const tuples: UdfTuple[] = [];
    for (let at = TUPLES; at < end; at += TUPLE.bytes) {
      const high = this.#half(at + TUPLE.start + 4);
      const low = this.#half(at + TUPLE.start) >>> 0;
      // The sum of a small start and 0 would be no small integer to the host, and each tuple would take twice the space.
      const start = high === 0 ? low : low + high * WORD_32;
      tuples.push({ start, count: this.#half(at + TUPLE.count) >>> 0, type: this.#half(at + TUPLE.type) >>> 0 });
    }
    return tuples;
  }

  #half(address: number): number {
    return this.#halves[address / 4];
  }

  #setHalf(address: number, value: number): void {
    this.#halves[address / 4] = value;
  }

  #setLong(address: number, value: bigint): void {
    this.#longs[address / 8] = value;
  }
}
