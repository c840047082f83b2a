/**
 * Words of one width and of different meaning, told apart by the type checker and by nothing else. A branded word is
 * read as a number wherever one is wanted; to make one takes the function of its name, which gives back what it is
 * given. These functions hold the only casts to brands: they are for the place where a word gets its meaning, read
 * from a register, from memory or from a page entry, counted as the row of a table, or computed from such words.
 */
declare const meaning: unique symbol;
type Word<Meaning extends string> = number & { readonly [meaning]: Meaning };

/** A number without a brand, and no branded word: what a loop counts, what arithmetic gives. */
export type Plain = number & { readonly [meaning]?: never };

/** Index of a 4096-byte frame of physical memory; the row of its page in the Page table. LAY-7, LAY-15. */
export type FrameNumber = Word<'frame number'>;
/** Byte address in physical memory: frame · 4096 + offset. */
export type PhysicalAddress = Word<'physical address'>;
/** Byte address in an address space; segments have base 0, so that linear addresses are the same. LAY-3. */
export type VirtualAddress = Word<'virtual address'>;
/** Page entry or directory entry as the processor reads it, or an entry's payload while it is not present. LAY-12. */
export type PageEntryWord = Word<'page entry word'>;
/** Name of one life of an environment: generation · 2048 + row index; 0 is nobody's. LAY-11. */
export type EnvId = Word<'environment id'>;
/** Row index in the Env table, and place of the u-area in pages from UADDRS. LAY-6. */
export type EnvIndex = Word<'row index of the Env table'>;
/** Row index in the quantum table. LAY-8. */
export type QuantumIndex = Word<'row index of the quantum table'>;
/** Index in an environment's list of capabilities, from 0. ENT-7. */
export type CapabilitySlot = Word<'capability slot'>;

/** For a row of the Page table, for bits 12 to 31 of a page entry, or for a word of a row or a call that names a frame. */
export const frameNumber = (word: number): FrameNumber => word as FrameNumber;
/** For the place of a field or byte that was computed from a frame or from the start of a table. */
export const physicalAddress = (word: number): PhysicalAddress => word as PhysicalAddress;
/** For a register or argument word that points, for CR2, and for an address so many bytes from another. */
export const virtualAddress = (word: number): VirtualAddress => word as VirtualAddress;
/** For a word read from a page table or given to a call as an entry, and for one composed of a frame and flags. */
export const pageEntryWord = (word: number): PageEntryWord => word as PageEntryWord;
/** For an argument or a word of a row that names an environment, and for generation and row put together. */
export const envId = (word: number): EnvId => word as EnvId;
/** For a row of the Env table that is counted, and for the row part of an id. */
export const envIndex = (word: number): EnvIndex => word as EnvIndex;
/** For a row of the quantum table that is counted, and for an argument that names one. */
export const quantumIndex = (word: number): QuantumIndex => word as QuantumIndex;
/** For an argument or a word of a u-area that names a slot, and for a slot that is counted. */
export const capabilitySlot = (word: number): CapabilitySlot => word as CapabilitySlot;
