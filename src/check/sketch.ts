const REGISTERS = 1024;
const INDEX_BITS = 10;

/**
 * Counts distinct values approximately (HyperLogLog, Flajolet et al. 2007), so
 * that shards and workers can be merged without keeping every hash. Standard
 * error about 3 %.
 */
export class DistinctSketch {
  readonly registers: Uint8Array;

  constructor(registers: Uint8Array = new Uint8Array(REGISTERS)) {
    this.registers = registers;
  }

  /** Sees one 64-bit hash. */
  see(hash: bigint): void {
    const low = Number(hash & 0xffffffffn);
    const high = Number((hash >> 32n) & 0xffffffffn);
    const index = low & (REGISTERS - 1);
    const rest = (high ^ (low >>> INDEX_BITS)) >>> 0;
    const rank = Math.clz32(rest) + 1;
    if (rank > this.registers[index]) this.registers[index] = rank;
  }

  /** Takes in what another sketch saw. */
  add(other: Uint8Array): void {
    for (let i = 0; i < REGISTERS; i++) if (other[i] > this.registers[i]) this.registers[i] = other[i];
  }

  /** The estimated number of distinct values. */
  estimate(): number {
    let sum = 0;
    let zeros = 0;
    for (const register of this.registers) {
      sum += 2 ** -register;
      if (register === 0) zeros++;
    }
    const raw = (0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS / sum;
    return Math.round(raw <= 2.5 * REGISTERS && zeros > 0 ? REGISTERS * Math.log(REGISTERS / zeros) : raw);
  }
}
