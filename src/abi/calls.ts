/**
 * The calls of the interface: number and, in order, the argument registers.
 * EAX carries the call number; up to six words follow in EBX ECX EDX ESI EDI EBP.
 * Source: spec/entry.md (LAY-1).
 */
export const ARGUMENT_REGISTERS = ['ebx', 'ecx', 'edx', 'esi', 'edi', 'ebp'] as const;

export const CALLS = {
  geteid: { number: 0x01, words: [] },
  forge: { number: 0x08, words: ['k', 'kd', 'new', 'ke', 'env'] },
  acquire: { number: 0x09, words: ['k', 'granter'] },
  remove_vas: { number: 0x0c, words: ['vas', 'n', 'ke', 'env'] },
  insert_pte: { number: 0x10, words: ['k', 'pte', 'va', 'ke', 'env'] },
  insert_pte_range: { number: 0x11, words: ['k', 'ptes', 'n', 'va', 'ke', 'env'] },
  pt_free: { number: 0x12, words: ['va', 'ke', 'env'] },
  mod_pte_range: { number: 0x13, words: ['k', 'flags', 'va', 'n', 'ke', 'env'] },
  read_pte: { number: 0x14, words: ['va', 'ke', 'env'] },
  pgacl_mod: { number: 0x17, words: ['k', 'frame', 'position', 'new'] },
  pstate_mod: { number: 0x18, words: ['k', 'frame', 'readers', 'writers'] },
  env_alloc: { number: 0x20, words: ['k'] },
  env_free: { number: 0x21, words: ['k', 'env'] },
  env_clone: { number: 0x22, words: ['k'] },
  rdenv: { number: 0x24, words: ['k', 'env', 'registers'] },
  wrenv: { number: 0x25, words: ['k', 'env', 'registers'] },
  rdu: { number: 0x26, words: ['k', 'env', 'offset', 'n', 'buffer'] },
  wru: { number: 0x27, words: ['k', 'env', 'offset', 'n', 'buffer'] },
  quantum_alloc: { number: 0x28, words: ['k', 'quantum', 'cpu', 'env'] },
  quantum_set: { number: 0x29, words: ['k', 'quantum', 'cpu', 'env'] },
  quantum_free: { number: 0x2a, words: ['k', 'quantum', 'cpu'] },
  yield: { number: 0x32, words: ['env'] },
  batch: { number: 0x33, words: ['records', 'n'] },
} as const;

/** A call's name, as in the specification and in scenario files. */
export type CallName = keyof typeof CALLS;

/** At most this many elements in one range call (ENT-3). */
export const RANGE_COUNT_MAX = 64;
/** At most this many bytes in one call on a u-area. */
export const UAREA_COUNT_MAX = 256;
/** At most this many records in one batch. */
export const BATCH_COUNT_MAX = 16;
/** A record is a call number and six words. */
export const BATCH_RECORD_WORDS = 7;
/** The quantum argument that asks for any free row. */
export const QUANTUM_ANY = 0xffffffff;
