import { UDF_BLOCKS_MAX, UDF_HELPERS, UDF_TUPLE_FIELD_SPAN, UDF_TUPLES_MAX, type UdfHelper, type UdfKind } from '../../abi/udf.ts';
import type { Machine } from './machine.ts';
import { registerWord } from './widths.ts';

const NAMES: readonly UdfHelper[] = ['own', 'time', 'credential'];

/** The helper of a number, if functions of the kind may call it; else null. UDF-20. */
export const helperOf = (kind: UdfKind, number: number): UdfHelper | null => {
  for (const name of NAMES) {
    const { number: own, kinds } = UDF_HELPERS[name];
    if (own === number) return kinds.some((other) => other === kind) ? name : null;
  }
  return null;
};

const FIELD_SPAN = BigInt(UDF_TUPLE_FIELD_SPAN);
const BLOCKS_MAX = BigInt(UDF_BLOCKS_MAX);

/** Emits a tuple, if it is a block at all; what is no range of blocks, or one too many, is left out and spoils the set. UDF-22. */
const own = (m: Machine, start: bigint, count: bigint, type: bigint): void => {
  if (start === 0n || count === 0n) return;
  const isRange = count < FIELD_SPAN && type < FIELD_SPAN && start + count <= BLOCKS_MAX;
  if (isRange && m.tuples.length < UDF_TUPLES_MAX) m.tuples.push({ start: Number(start), count: Number(count), type: Number(type) });
  else m.isSpoilt = true;
};

/** What is in the slot of the caller's list, 0 if there is nothing. */
const credential = ({ input: { credentials } }: Machine, index: bigint): bigint =>
  index < BigInt(credentials.length) ? registerWord(credentials[Number(index)]) : 0n;

/** What the helpers do and give, from R1 to R3 of the frame that calls. UDF-20. */
export const HELPERS: Readonly<Record<UdfHelper, (m: Machine, registers: readonly bigint[]) => bigint>> = {
  own: (m, [, start, count, type]) => {
    own(m, start, count, type);
    return 0n;
  },
  time: (m) => registerWord(m.input.time),
  credential: (m, [, index]) => credential(m, index),
};
