/**
 * The calls of the interface: number and, in order, the argument registers.
 * EAX carries the call number; up to six words follow in EBX ECX EDX ESI EDI EBP.
 * Source: spec/entry.md (LAY-1).
 */
export const ARGUMENT_REGISTERS = ['ebx', 'ecx', 'edx', 'esi', 'edi', 'ebp'] as const;

export const CALLS = {
  geteid: { number: 0x01, words: [] },
  forge: { number: 0x08, words: ['k', 'kd', 'new', 'ke', 'env'] },
  remove_vas: { number: 0x0c, words: ['vas', 'n', 'ke', 'env'] },
  insert_pte: { number: 0x10, words: ['k', 'pte', 'va', 'ke', 'env'] },
  pt_free: { number: 0x12, words: ['va', 'ke', 'env'] },
  pgacl_mod: { number: 0x17, words: ['k', 'frame', 'position', 'new'] },
  env_free: { number: 0x21, words: ['k', 'env'] },
  yield: { number: 0x32, words: ['env'] },
} as const;

/** A call's name, as in the specification and in scenario files. */
export type CallName = keyof typeof CALLS;

/** At most this many elements in one range call (ENT-3). */
export const RANGE_COUNT_MAX = 64;
