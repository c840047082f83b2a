import type { UdfKind, UdfTuple } from '../../../src/abi/udf.ts';

/** What an example is asked, and what it must answer. */
export interface ExampleCase {
  readonly name: string;
  /** A file of examples/udf. */
  readonly file: string;
  readonly metadata: Uint8Array;
  readonly asked: Asked;
}

export type Asked =
  /** The set, in any order and however cut into ranges; null if the metadata has none. */
  | { readonly kind: 'owns'; readonly set: readonly UdfTuple[] | null }
  | { readonly kind: 'acl'; readonly operation: bigint; readonly time: bigint; readonly credentials: readonly bigint[]; readonly allowed: boolean }
  | { readonly kind: 'size'; readonly bytes: number };

export const owns = (name: string, file: string, metadata: Uint8Array, set: readonly UdfTuple[] | null): ExampleCase => ({ name, file, metadata, asked: { kind: 'owns', set } });

export const size = (name: string, file: string, metadata: Uint8Array, bytes: number): ExampleCase => ({ name, file, metadata, asked: { kind: 'size', bytes } });

/** Blocks one by one, those numbered 0 left out: they are none. */
export const blocks = (type: number, starts: readonly number[]): readonly UdfTuple[] => starts.filter((start) => start !== 0).map((start) => ({ start, count: 1, type }));

/** A capability in eight bytes: rights, valid, and a name. */
export const capability = (rights: number, name: readonly number[], isValid = true): bigint =>
  name.reduce((sum, byte, i) => sum + BigInt(byte) * 256n ** BigInt(i + 1), BigInt(rights + (isValid ? 8 : 0) + 32 * name.length));

export const kindsOf = (cases: readonly ExampleCase[]): ReadonlySet<UdfKind> => new Set(cases.map(({ asked }) => asked.kind));
