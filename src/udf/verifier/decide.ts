import {
  UDF_COST_MAX, UDF_FRAME_BYTES, UDF_FRAMES_MAX, UDF_HELPERS, UDF_METADATA, UDF_METADATA_BYTES_MAX, UDF_STACK_END, UDF_TUPLES_MAX, type UdfKind,
} from '../../abi/udf.ts';
import type { AbstractNumber } from './abstractNumber.ts';
import { plus } from './arithmetic.ts';
import { callSitesOf } from './chain.ts';
import { describeRange, plural, stackByte, sum } from './describe.ts';
import { lowestAddress } from './frame.ts';
import type { Requirement } from './requirements.ts';
import { firstUnwritten, isInLiveFrames } from './stack.ts';
import type { AbstractState } from './state.ts';

/** What is needed and what is known instead, both as parts of a sentence. */
export interface Shortfall {
  readonly needed: string;
  readonly known: string;
}

type AccessOf<Rule> = Extract<Requirement, { readonly rule: Rule }>;

/** The number of a register with a displacement added, modulo 2^64. UDF-8. */
export const addressOf = (state: AbstractState, register: number, displacement: number): AbstractNumber | null => {
  const base = state.register(register);
  return base === null ? null : plus(base, BigInt.asUintN(64, BigInt(displacement)));
};

const METADATA = BigInt(UDF_METADATA);

/** Whether bytes lie inside the metadata, whatever its length is: below the least one, or by what is known against it. UVR-6. */
const isInMetadata = (state: AbstractState, address: AbstractNumber, bytes: number): boolean =>
  address.full.unsignedMin >= METADATA &&
  (address.full.unsignedMax + BigInt(bytes) <= METADATA + state.length.full.unsignedMin || address.lengthBound + bytes <= UDF_METADATA);

const isOnStack = (state: AbstractState, address: AbstractNumber, bytes: number): boolean =>
  isInLiveFrames(state, address.full.unsignedMin, address.full.unsignedMax + BigInt(bytes - 1));

const liveFrames = (state: AbstractState): string => {
  const { depth } = state.chain;
  return `the frames that are live have 0x${lowestAddress(depth).toString(16)} to 0x${(UDF_STACK_END - 1).toString(16)}, and r10 is 0x${(UDF_STACK_END - UDF_FRAME_BYTES * depth).toString(16)}`;
};

/** What would mend a load that may leave the metadata at its end, where `end` bytes of it are needed. */
const mendOf = (state: AbstractState, address: AbstractNumber, end: bigint): string => {
  const known = `which is known to have ${plural(state.lengthMin, 'byte')}`;
  const offset = 'compare what is added to the address with a constant, or with the length, before';
  if (end > BigInt(UDF_METADATA_BYTES_MAX)) return `${known}; ${offset}`;
  const length = `compare the length with ${end} before, or claim ${plural(end, 'byte')} in the section's name`;
  return address.isConstant ? `${known}; ${length}` : `${known}; ${offset}; or ${length}`;
};

const outside = (state: AbstractState, address: AbstractNumber, bytes: number): string => {
  const range = `it may reach ${describeRange(address, bytes)}`;
  const { unsignedMin, unsignedMax } = address.full;
  if (unsignedMin >= METADATA && unsignedMax <= METADATA + BigInt(UDF_METADATA_BYTES_MAX)) return `${range}, ${mendOf(state, address, unsignedMax + BigInt(bytes) - METADATA)}`;
  if (unsignedMax < METADATA) return `${range}; ${liveFrames(state)}`;
  return `${range}; compare what is added to the address with constants before, as an unsigned number or with both of its bounds`;
};

const readable = (state: AbstractState, { register, displacement, bytes }: AccessOf<'UVR-6'>): Shortfall | null => {
  const address = addressOf(state, register, displacement);
  if (address === null || isInMetadata(state, address, bytes) || isOnStack(state, address, bytes)) return null;
  return { needed: `a load of ${plural(bytes, 'byte')} at ${sum(register, displacement)} must stay inside the metadata or the live stack`, known: outside(state, address, bytes) };
};

const writable = (state: AbstractState, { register, displacement, bytes }: AccessOf<'UVR-7'>): Shortfall | null => {
  const address = addressOf(state, register, displacement);
  if (address === null || isOnStack(state, address, bytes)) return null;
  const mend = address.full.unsignedMin >= METADATA ? 'nothing but the stack can be written' : liveFrames(state);
  return {
    needed: `a store of ${plural(bytes, 'byte')} at ${sum(register, displacement)} must stay inside the live stack`,
    known: `it may reach ${describeRange(address, bytes)}; ${mend}`,
  };
};

const written = (state: AbstractState, { register, displacement, bytes }: AccessOf<'UVR-8'>): Shortfall | null => {
  const address = addressOf(state, register, displacement);
  if (address === null || address.full.unsignedMax >= METADATA) return null;
  const missing = firstUnwritten(state, Number(address.full.unsignedMin), Number(address.full.unsignedMax) + bytes - 1);
  if (missing === null) return null;
  return {
    needed: `what a load of ${plural(bytes, 'byte')} at ${sum(register, displacement)} reads from the stack must have been written on every path`,
    known: `the byte at ${stackByte(missing, state.chain.depth)} was not; a store writes for sure only where its address is one number`,
  };
};

/** Why a register may hold no value. UDF-21. */
const valueless = (register: number): string => {
  const known = `on some path r${register} holds none`;
  if (register === 0) return `${known}: nothing was put into it, or a local function ended without an answer`;
  if (register <= 5) return `${known}: a call leaves r1 to r5 without one, and a function is given no more than its words`;
  return `${known}: nothing was put into it since its function began`;
};

const helpersOf = (kind: UdfKind): string =>
  Object.entries(UDF_HELPERS).filter(([, helper]) => helper.kinds.some((having) => having === kind)).map(([name, { number }]) => `${name} (${number})`).join(' and ');

/** Decides one need against a state: null if it is met in every concrete state, else why not. */
export const decide = (state: AbstractState, requirement: Requirement): Shortfall | null => {
  switch (requirement.rule) {
    case 'UVR-4': return { needed: 'every path must end with exit', known: 'one goes on behind the last word' };
    case 'UVR-5':
      if (state.register(requirement.register) !== null) return null;
      return { needed: `r${requirement.register} must hold a value, being ${requirement.use}`, known: valueless(requirement.register) };
    case 'UVR-6': return readable(state, requirement);
    case 'UVR-7': return writable(state, requirement);
    case 'UVR-8': return written(state, requirement);
    case 'UVR-9':
      return { needed: `helper ${requirement.helper} must be one that a function of kind ${requirement.kind} may call`, known: `those are ${helpersOf(requirement.kind)}` };
    case 'UVR-10':
      if (state.frames.length < UDF_FRAMES_MAX) return null;
      return { needed: 'a local call needs a frame', known: `all ${UDF_FRAMES_MAX} are taken here, by the calls at ${callSitesOf(state.chain).join(', ')}` };
    case 'UVR-11':
      if (state.cost + requirement.cost <= UDF_COST_MAX) return null;
      return {
        needed: `no path may cost more than ${UDF_COST_MAX}`,
        known: `the costliest path to here costs ${state.cost} already; no smaller bound on the turns of its loops is known`,
      };
    case 'UVR-12':
      if (state.tuples < UDF_TUPLES_MAX) return null;
      return { needed: `no path may call own more than ${UDF_TUPLES_MAX} times`, known: `one may have done so ${state.tuples} times before it comes here` };
    default: return requirement satisfies never;
  }
};
