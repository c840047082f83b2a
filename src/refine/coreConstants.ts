import { KERNBASE, ULIM } from '../abi/addressMap.ts';
import { Broken } from '../abi/broken.ts';
import { EXCEPTION_VECTORS, VECTOR } from '../abi/vectors.ts';
import { CORE_PLACES, haltedVector } from './corePlaces.ts';
import { FRAME_WORDS } from './lineKinds.ts';

/*
 * What LAY-3 and LAY-13 say of the descriptor tables. A gate or segment that lets ring 3 do more than they say harms
 * nobody until code comes that knows of it, so that running code cannot show it: the bytes are judged.
 */

/** Second word of an interrupt gate, present, reached by the processor alone or by software of ring 3 as well. */
const GATE = 0x8e00;
const USER_GATE = 0xee00;
const USER_GATES: readonly number[] = [VECTOR.breakpoint, VECTOR.overflow, VECTOR.systemCall];
const GATED: ReadonlySet<number> = new Set([...EXCEPTION_VECTORS, VECTOR.deviceNotAvailable, VECTOR.doubleFault, VECTOR.timer, VECTOR.systemCall]);
const KERNEL_CODE = 0x08;
/** A stub has halted one byte behind its beginning. */
const HLT_BYTES = 1;
const TSS_IO_MAP_WORD = 25;

const requireWord = (words: Int32Array, at: number, want: number, rule: string, what: string): void => {
  if (words[at] >>> 0 !== want >>> 0) throw new Broken(rule, `${what} has 0x${(words[at] >>> 0).toString(16)} at physical ${at * 4}, not 0x${(want >>> 0).toString(16)}`);
};

/** Gates 3, 4 and 0x30 may be reached by software from ring 3 and no other; there is none for any other vector. */
const requireGates = (words: Int32Array, core: number): void => {
  for (let vector = 0; vector < (CORE_PLACES.idtLimit + 1) / 8; vector++) {
    const at = core + CORE_PLACES.idt / 4 + 2 * vector;
    if (!GATED.has(vector)) {
      requireWord(words, at, 0, 'LAY-13', `the gate of vector ${vector}`);
      requireWord(words, at + 1, 0, 'LAY-13', `the gate of vector ${vector}`);
      continue;
    }
    const linear = ((words[at + 1] & 0xffff0000) | (words[at] & 0xffff)) >>> 0;
    if (haltedVector(linear - KERNBASE - core * 4 + HLT_BYTES) !== vector || words[at] >>> 16 !== KERNEL_CODE) throw new Broken('LAY-13', `the gate of vector ${vector} leads elsewhere`);
    requireWord(words, at + 1, (words[at + 1] & 0xffff0000) | (USER_GATES.includes(vector) ? USER_GATE : GATE), 'LAY-13', `the gate of vector ${vector}`);
  }
};

/** Flat segments of ring 0, flat readable code of ring 3, and data of ring 3 that end at ULIM; all are marked accessed. */
const requireSegments = (words: Int32Array, core: number): void => {
  const pages = ULIM / 4096 - 1;
  const want: readonly (readonly [selector: number, low: number, high: number])[] = [
    [0x00, 0, 0], [KERNEL_CODE, 0xffff, 0x00cf9b00], [0x10, 0xffff, 0x00cf9300], [CORE_PLACES.userCode, 0xffff, 0x00cffb00],
    [CORE_PLACES.userData, pages & 0xffff, 0x00c0f300 | (pages & 0xf0000)],
  ];
  for (const [selector, low, high] of want) {
    const at = core + (CORE_PLACES.gdt + (selector & ~7)) / 4;
    requireWord(words, at, low, 'LAY-3', `segment ${selector >> 3}`);
    requireWord(words, at + 1, high, 'LAY-3', `segment ${selector >> 3}`);
  }
};

/** Throws unless the core frame's descriptor tables are those of LAY-3 and LAY-13, and no port is open to ring 3. */
export const requireCore = (words: Int32Array, coreFrame: number): void => {
  const core = coreFrame * FRAME_WORDS;
  requireGates(words, core);
  requireSegments(words, core);
  const ioMap = words[core + CORE_PLACES.tss / 4 + TSS_IO_MAP_WORD] >>> 16;
  const limit = words[core + (CORE_PLACES.gdt + CORE_PLACES.tssSelector) / 4] & 0xffff;
  if (ioMap <= limit) throw new Broken('LAY-13', `the map of ports is at ${ioMap} of a TSS that ends at ${limit}`);
};
