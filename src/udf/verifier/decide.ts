import { UDF_COST_MAX, UDF_FRAMES_MAX, UDF_HELPERS, UDF_METADATA, UDF_STACK_END, UDF_TUPLES_MAX, type UdfKind } from '../../abi/udf.ts';
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

const liveFrames = (state: AbstractState): string => `the frames that are live have 0x${lowestAddress(state.chain.depth).toString(16)} to 0x${(UDF_STACK_END - 1).toString(16)}`;

/** What would mend a load that may leave the metadata at its end. */
const mendOfLength = (state: AbstractState, end: bigint): string =>
  end > METADATA && end <= METADATA + 65_536n
    ? `which is known to have ${plural(state.lengthMin, 'byte')}; compare the length with ${end - METADATA} before, or claim ${end - METADATA} bytes in the section's name`
    : `which is known to have ${plural(state.lengthMin, 'byte')}; compare the offset with a constant, or with the length, before it is added`;

const outside = (state: AbstractState, address: AbstractNumber, bytes: number): string => {
  const range = describeRange(address, bytes);
  if (address.full.unsignedMin >= METADATA) return `it may reach ${range}, ${mendOfLength(state, address.full.unsignedMax + BigInt(bytes))}`;
  const inStack = address.full.unsignedMax < METADATA;
  return `it may reach ${range}; ${inStack ? liveFrames(state) : 'the metadata begins at 0x10000: compare what is added to the address with constants before'}`;
};

const readable = (state: AbstractState, { register, displacement, bytes }: AccessOf<'UVR-6'>): Shortfall | null => {
  const address = addressOf(state, register, displacement);
  if (address === null || isInMetadata(state, address, bytes) || isOnStack(state, address, bytes)) return null;
  return { needed: `a load of ${plural(bytes, 'byte')} at ${sum(register, displacement)} must stay inside the metadata or the live stack`, known: outside(state, address, bytes) };
};

const writable = (state: AbstractState, { register, displacement, bytes }: AccessOf<'UVR-7'>): Shortfall | null => {
  const address = addressOf(state, register, displacement);
  if (address === null || isOnStack(state, address, bytes)) return null;
  const mend = address.full.unsignedMin >= METADATA ? 'and nothing but the stack can be written' : liveFrames(state);
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
    known: `the byte at ${stackByte(missing, state.chain.depth)} was not`,
  };
};

const valueless = (register: number): string =>
  register >= 1 && register <= 5
    ? `on some path r${register} holds no value: a call leaves r1 to r5 without one, and a function is given no more than its words`
    : `on some path r${register} holds no value: nothing was put into it since its function began`;

const helpersOf = (kind: UdfKind): string =>
  Object.entries(UDF_HELPERS).filter(([, helper]) => helper.kinds.some((having) => having === kind)).map(([name, { number }]) => `${name} (${number})`).join(' and ');

/** Decides one need against a state: null if it is met in every concrete state, else why not. */
export const decide = (state: AbstractState, requirement: Requirement): Shortfall | null => {
  switch (requirement.rule) {
    case 'UVR-4': return { needed: 'every path must end with exit', known: 'one goes on behind the last word' };
    case 'UVR-5':
      if (state.register(requirement.register) !== null) return null;
      return { needed: `${requirement.use} and must hold a value`, known: valueless(requirement.register) };
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
