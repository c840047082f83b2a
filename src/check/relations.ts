import type { CallName } from '../abi/calls.ts';
import { RIGHT_MOD, RIGHT_WRITE, RIGHTS_ALL } from '../abi/layout.ts';
import type { State } from '../model/state.ts';
import { get } from '../model/vector.ts';
import { mayActOn, mayUse } from './authority.ts';
import { isAwake, rowNamed } from './readings.ts';

/** The relations of caller to object that the pages of the calls declare, by what the page calls the object. */
export const RELATIONS = {
  env: ['own', 'authorised', 'unauthorised', 'bad id'],
  page: ['authorised', 'unauthorised', 'free', 'kernel', 'beyond RAM'],
  yield: ['nobody', 'self', 'runnable', 'not runnable', 'bad id'],
  caller: ['caller'],
} as const;
export type RelationKind = keyof typeof RELATIONS;

/** How a call relates caller and object: by which register, and with which rights the object is authorised. */
interface Relating {
  readonly kind: RelationKind;
  readonly register: 'ebx' | 'ecx' | 'edx' | 'esi' | 'edi';
  readonly rights: number;
}

export const RELATING: Readonly<Record<CallName, Relating>> = {
  geteid: { kind: 'caller', register: 'ebx', rights: 0 },
  forge: { kind: 'env', register: 'edi', rights: RIGHT_WRITE },
  remove_vas: { kind: 'env', register: 'esi', rights: RIGHT_WRITE },
  insert_pte: { kind: 'env', register: 'edi', rights: RIGHT_WRITE },
  pt_free: { kind: 'env', register: 'edx', rights: RIGHT_WRITE },
  pgacl_mod: { kind: 'page', register: 'ecx', rights: RIGHT_MOD },
  env_free: { kind: 'env', register: 'ecx', rights: RIGHTS_ALL },
  yield: { kind: 'yield', register: 'ebx', rights: 0 },
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

/** The relation of the caller to the object that a call names, from the state at the trap. */
export const relationOf = (s: State, call: CallName): string => {
  const { kind, register, rights } = RELATING[call];
  const word = s.processor.registers[register];
  switch (kind) {
    case 'caller': return 'caller';
    case 'env': return envRelation(s, word, rights);
    case 'page': return pageRelation(s, word, rights);
    case 'yield': return yieldRelation(s, word);
  }
};
