/**
 * Branded machine words. Words of the same width mean different things; a
 * brand keeps a frame number from being passed where an address is wanted.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** A physical frame number (physical address divided by 4096). */
export type Frame = Branded<'Frame'>;
/** A user (linear) virtual address. */
export type Va = Branded<'Va'>;
/** An environment id: generation * 2048 + index, never 0 for a live environment. */
export type EnvId = Branded<'EnvId'>;

/** Brands a checked natural as a frame number. */
export const frame = (n: number): Frame => n as Frame;
/** Brands a checked natural as a virtual address. */
export const va = (n: number): Va => n as Va;
/** Brands a checked natural as an environment id. */
export const envId = (n: number): EnvId => n as EnvId;
