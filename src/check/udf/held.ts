/** What holds a value at a place of the program under construction. */
export interface Held {
  /** R0 to R5. */
  readonly registers: boolean[];
  /** Slots of eight bytes below R10. */
  readonly slots: boolean[];
}

/** The same for another way. */
export const copyOf = ({ registers, slots }: Held): Held => ({ registers: registers.slice(), slots: slots.slice() });
/** What holds a value on both ways. */
export const both = (a: Held, b: Held): Held => ({ registers: a.registers.map((held, i) => held && b.registers[i]), slots: a.slots.map((held, i) => held && b.slots[i]) });
/** Lets `held` say what another one says. */
export const become = (held: Held, other: Held): void => {
  other.registers.forEach((is, i) => { held.registers[i] = is; });
  other.slots.forEach((is, i) => { held.slots[i] = is; });
};
/** Of those that hold a value. */
export const indicesOf = (held: readonly boolean[]): readonly number[] => held.flatMap((is, i) => (is ? [i] : []));
