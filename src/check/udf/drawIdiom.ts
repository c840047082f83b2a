import { WIDE_CONSTANTS } from './drawnOperands.ts';
import type { Held } from './held.ts';
import { endCompared, halfCompared, lengthCompared } from './lengthIdioms.ts';
import type { ProgramBuilder } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';
import { halves, overflow, ranges } from './rangeIdioms.ts';
import { slotOverwritten, slotsIndexed } from './slotIdioms.ts';

/** R0 to R5. */
const REGISTERS = 6;

/** What an idiom may use. */
export interface Site {
  /** The register with the address of the metadata. */
  readonly metadata: number;
  /** Below R10, where the length is stored; null if it is not. */
  readonly lengthSlot: number | null;
  /** Bytes of metadata that are known to be there; 0 where its address is not. */
  readonly known: number;
  /** Slots below R10 that are for everything. */
  readonly slots: number;
}

/** A whole number or half of one, or one with its sign, mostly in its place of a record: what is loaded otherwise is shorter. */
const loadLong = (b: ProgramBuilder, draw: ProgramDraw, held: Held, target: number, { metadata, known }: Site): void => {
  held.registers[target] = true;
  const last = Math.min(known, 0x7fff) - 8;
  if (last < 0 || draw.chance(10)) return b.constant(target, draw.of(WIDE_CONSTANTS));
  const offset = draw.below(last + 1);
  return b.load(draw.of(['U64', 'U64', 'U32', 'S32', 'S8'] as const), target, metadata, draw.chance(75) ? offset - (offset % 8) : offset);
};

const useSlots = (b: ProgramBuilder, draw: ProgramDraw, held: Held, register: number, other: number, slots: number): void => {
  const slot = 1 + draw.below(slots - 1);
  if (draw.chance(40)) {
    slotOverwritten(b, draw, register, slot);
  } else {
    slotsIndexed(b, draw, register, other, slot);
    held.registers[other] = true;
  }
  held.slots[slot] = true;
};

const compareLength = (b: ProgramBuilder, draw: ProgramDraw, held: Held, register: number, other: number, kept: Site & { readonly lengthSlot: number }): void => {
  const kind = draw.below(6);
  held.registers[other] = true;
  if (kind < 3) return lengthCompared(b, draw, register, other, kept);
  if (kind < 5) return endCompared(b, draw, register, other, kept);
  const end = [0, 1, 2].find((free) => free !== register && free !== other) ?? other;
  held.registers[end] = true;
  return halfCompared(b, draw, register, other, end, kept);
};

/** One idiom with a register that holds a value, and another one that may be overwritten. */
export const drawIdiom = (b: ProgramBuilder, draw: ProgramDraw, held: Held, register: number, site: Site): void => {
  const { lengthSlot } = site;
  const other = (register + 1 + draw.below(REGISTERS - 1)) % REGISTERS;
  if (draw.chance(40)) loadLong(b, draw, held, register, site);
  if (draw.chance(30)) loadLong(b, draw, held, other, site);
  if (lengthSlot !== null && draw.chance(35)) return compareLength(b, draw, held, register, other, { ...site, lengthSlot });
  const kind = draw.below(11);
  if (kind === 10) return useSlots(b, draw, held, register, other, site.slots);
  if (!held.registers[other]) loadLong(b, draw, held, other, site);
  if (kind < 5) return ranges(b, draw, register, other);
  return kind < 7 ? overflow(b, draw, register, other) : halves(b, draw, register, other);
};
