import type { CallName } from '../abi/calls.ts';
import { QUANTUM_ANY } from '../abi/calls.ts';
import { RIGHT_MOD, RIGHT_WRITE, RIGHTS_ALL } from '../abi/layout.ts';
import type { State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import { mayActOn, mayUse } from './authority.ts';
import { isAwake, offeredTo, rowNamed } from './readings.ts';

/** The relations of caller to object that the pages of the calls declare, by what the page calls the object. */
export const RELATIONS = {
  env: ['own', 'authorised', 'unauthorised', 'bad id'],
  page: ['authorised', 'unauthorised', 'free', 'kernel', 'beyond RAM'],
  yield: ['nobody', 'self', 'runnable', 'not runnable', 'bad id'],
  offer: ['offered to the caller', 'offered to another', 'nothing offered', 'bad id'],
  space: ['alone', 'shared'],
  row: ['for itself, named', 'for itself, any', 'for another, named', 'for another, any', 'bad id'],
  gift: [
    'authorised, for itself', 'unauthorised, for itself', 'free row, for itself', 'no row, for itself',
    'authorised, for another', 'unauthorised, for another', 'free row, for another', 'no row, for another', 'bad id',
  ],
  quantum: ['authorised', 'unauthorised', 'free row', 'no row'],
  caller: ['caller'],
} as const;
export type RelationKind = keyof typeof RELATIONS;

/** How a call relates caller and object: by which register, and with which rights the object is authorised. */
interface Relating {
  readonly kind: RelationKind;
  readonly register: 'ebx' | 'ecx' | 'edx' | 'esi' | 'edi' | 'ebp';
  readonly rights: number;
}

/** The calls on a quantum that name an env as well do so in their fourth word. */
export const RELATING: Readonly<Record<CallName, Relating>> = {
  geteid: { kind: 'caller', register: 'ebx', rights: 0 },
  forge: { kind: 'env', register: 'edi', rights: RIGHT_WRITE },
  acquire: { kind: 'offer', register: 'ecx', rights: 0 },
  remove_vas: { kind: 'env', register: 'esi', rights: RIGHT_WRITE },
  insert_pte: { kind: 'env', register: 'edi', rights: RIGHT_WRITE },
  insert_pte_range: { kind: 'env', register: 'ebp', rights: RIGHT_WRITE },
  pt_free: { kind: 'env', register: 'edx', rights: RIGHT_WRITE },
  mod_pte_range: { kind: 'env', register: 'ebp', rights: RIGHT_WRITE },
  read_pte: { kind: 'env', register: 'edx', rights: 0 },
  pgacl_mod: { kind: 'page', register: 'ecx', rights: RIGHT_MOD },
  pstate_mod: { kind: 'page', register: 'ecx', rights: RIGHT_MOD },
  env_alloc: { kind: 'caller', register: 'ebx', rights: 0 },
  env_free: { kind: 'env', register: 'ecx', rights: RIGHTS_ALL },
  env_clone: { kind: 'space', register: 'ebx', rights: 0 },
  rdenv: { kind: 'env', register: 'ecx', rights: RIGHT_WRITE },
  wrenv: { kind: 'env', register: 'ecx', rights: RIGHT_WRITE },
  rdu: { kind: 'env', register: 'ecx', rights: 0 },
  wru: { kind: 'env', register: 'ecx', rights: RIGHTS_ALL },
  quantum_alloc: { kind: 'row', register: 'ecx', rights: 0 },
  quantum_set: { kind: 'gift', register: 'ecx', rights: RIGHTS_ALL },
  quantum_free: { kind: 'quantum', register: 'ecx', rights: RIGHTS_ALL },
  yield: { kind: 'yield', register: 'ebx', rights: 0 },
  batch: { kind: 'caller', register: 'ebx', rights: 0 },
};

const envRelation = (s: State, id: number, rights: number): string => {
  const index = rowNamed(s, id);
  if (index < 0) return 'bad id';
  if (index === s.processor.running) return 'own';
  return mayActOn(s, s.processor.running, index, rights) ? 'authorised' : 'unauthorised';
};

const pageRelation = (s: State, frame: number, rights: number): string => {
  if (frame >= s.pages.length) return 'beyond RAM';
  const page = get(s.pages, frame);
  if (page.status === 'free') return 'free';
  if (page.status !== 'user') return 'kernel';
  return mayUse(get(s.envs, s.processor.running), page.acl, rights) ? 'authorised' : 'unauthorised';
};

const yieldRelation = (s: State, id: number): string => {
  if (id === 0) return 'nobody';
  const index = rowNamed(s, id);
  if (index < 0) return 'bad id';
  if (index === s.processor.running) return 'self';
  return isAwake(s, index) ? 'runnable' : 'not runnable';
};

/** A granter that is 0 names nobody. */
const offerRelation = (s: State, id: number): string => {
  const index = id === 0 ? -1 : rowNamed(s, id);
  if (index < 0) return 'bad id';
  const to = offeredTo(s, index);
  if (to === 0) return 'nothing offered';
  return rowNamed(s, to) === s.processor.running ? 'offered to the caller' : 'offered to another';
};

const spaceRelation = (s: State): string =>
  (get(s.spaces, get(s.envs, s.processor.running).directory)?.uareas.length ?? 0) > 1 ? 'shared' : 'alone';

const quantumRelation = (s: State, row: number, rights: number): string => {
  if (row >= s.quanta.length) return 'no row';
  const { used, guard } = get(s.quanta, row);
  if (!used) return 'free row';
  return mayUse(get(s.envs, s.processor.running), [guard], rights) ? 'authorised' : 'unauthorised';
};

/** A relation to a quantum or row, and to the env that it is for. */
const forWhom = (s: State, id: number, toWhat: string, order: 'first' | 'last'): string => {
  const index = rowNamed(s, id);
  if (index < 0) return 'bad id';
  const whom = index === s.processor.running ? 'for itself' : 'for another';
  return order === 'first' ? `${whom}, ${toWhat}` : `${toWhat}, ${whom}`;
};

/** The relation of who entered the kernel, not by a call, to the floating-point unit: said only where it has it. */
export const relationToUnit = (s: State): string => (s.processor.unit === null ? '' : 'with the unit');

/** The relation of the caller to the object that a call names, from the state at the trap. */
export const relationOf = (s: State, call: CallName): string => {
  const { kind, register, rights } = RELATING[call];
  const { registers } = s.processor;
  const word = registers[register];
  switch (kind) {
    case 'caller': return 'caller';
    case 'env': return envRelation(s, word, rights);
    case 'page': return pageRelation(s, word, rights);
    case 'yield': return yieldRelation(s, word);
    case 'offer': return offerRelation(s, word);
    case 'space': return spaceRelation(s);
    case 'row': return forWhom(s, registers.esi, word === QUANTUM_ANY ? 'any' : 'named', 'first');
    case 'gift': return forWhom(s, registers.esi, quantumRelation(s, word, rights), 'last');
    case 'quantum': return quantumRelation(s, word, rights);
  }
};
