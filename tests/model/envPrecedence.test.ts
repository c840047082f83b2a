import { PAD, UADDRS, UENVS, ULIM } from '../../src/abi/addressMap.ts';
import { QUANTUM_ANY } from '../../src/abi/calls.ts';
import { UAREA } from '../../src/abi/layout.ts';
import { A_ID, allRights, B_ID, machine, SCRATCH, STALE_ID, store } from './machine.ts';
import { table } from './precedenceTable.ts';

const M = machine();
const VA = 0x00400000;
const NO_ROWS = machine({ geometry: { envs: 2, frames: 18 } });

table('env_alloc', [
  [NO_ROWS, [9], 'ENA-1'],
  [NO_ROWS, [3], 'ENA-2'],
  [NO_ROWS, [0], 'ENA-3'],
  [machine({ geometry: { frames: 22 } }), [0], 'ENA-4'],
  [machine({ geometry: { frames: 23 } }), [0], 'ENA-5'],
]);

table('env_clone', [
  [NO_ROWS, [9], 'ENC-1'],
  [NO_ROWS, [3], 'ENC-2'],
  [NO_ROWS, [0], 'ENC-3'],
  [machine({ geometry: { frames: 19 } }), [0], 'ENC-4'],
  [machine({ geometry: { frames: 20 } }), [0], 'ENC-5'],
]);

table('rdenv', [
  [M, [9, STALE_ID, ULIM - 36], 'RDE-1'],
  [M, [9, STALE_ID, VA], 'ENT-5'],
  [M, [9, STALE_ID, UENVS], 'ENT-5'],
  [M, [9, STALE_ID, PAD], 'ENT-5'],
  [M, [9, STALE_ID, SCRATCH], 'RDE-2'],
  [M, [9, A_ID, SCRATCH], 'RDE-3'],
  [M, [1, A_ID, SCRATCH], 'RDE-4'],
  [M, [0, A_ID, SCRATCH], 'RDE-5'],
  [M, [0, 0, SCRATCH], 'RDE-5'],
  [M, [0, B_ID, SCRATCH], 'RDE-4'],
  [M, [2, B_ID, SCRATCH], 'RDE-6'],
]);

table('wrenv', [
  [M, [9, STALE_ID, ULIM - 36], 'WRE-1'],
  [M, [9, STALE_ID, VA], 'ENT-5'],
  [M, [9, STALE_ID, SCRATCH], 'WRE-2'],
  [M, [9, A_ID, SCRATCH], 'WRE-3'],
  [M, [1, A_ID, SCRATCH], 'WRE-4'],
  [M, [0, A_ID, SCRATCH], 'WRE-5'],
  [M, [2, B_ID, PAD], 'WRE-6'],
]);

table('rdu', [
  [M, [9, STALE_ID, 4000, 257, ULIM - 4], 'RDU-1'],
  [M, [9, STALE_ID, 4000, 100, ULIM - 4], 'RDU-2'],
  [M, [9, STALE_ID, 4000, 100, VA], 'ENT-5'],
  [M, [9, STALE_ID, 4000, 100, SCRATCH], 'RDU-3'],
  [M, [9, 0, 4000, 100, SCRATCH], 'RDU-4'],
  [M, [2, 0, 4000, 100, SCRATCH], 'RDU-5'],
  [M, [1, 0, 4000, 100, SCRATCH], 'RDU-6'],
  [M, [1, 0, 0xffffffff, 100, SCRATCH], 'RDU-6'],
  [M, [1, 0, 4096, 1, SCRATCH], 'RDU-6'],
  [M, [1, 0, 4000, 96, SCRATCH], 'RDU-7'],
  [M, [1, 0, 4096, 0, ULIM + 4], 'RDU-7'],
]);

table('wru', [
  [M, [9, STALE_ID, 4000, 257, ULIM - 4], 'WRU-1'],
  [M, [9, STALE_ID, 4000, 100, ULIM - 4], 'WRU-2'],
  [M, [9, STALE_ID, 4000, 100, VA], 'ENT-5'],
  [M, [9, STALE_ID, 4000, 100, PAD], 'WRU-3'],
  [M, [9, 0, 4000, 100, PAD], 'WRU-4'],
  [M, [3, 0, 4000, 100, PAD], 'WRU-5'],
  [M, [0, 0, 4000, 100, PAD], 'WRU-6'],
  [M, [2, B_ID, 4000, 96, PAD], 'WRU-7'],
  [M, [0, 0, 4096, 0, ULIM + 4], 'WRU-7'],
]);

table('quantum_alloc', [
  [M, [9, 0, 1, STALE_ID], 'QAL-1'],
  [M, [9, 0, 0, STALE_ID], 'QAL-2'],
  [M, [9, 8, 0, B_ID], 'QAL-3'],
  [M, [3, 8, 0, B_ID], 'QAL-4'],
  [M, [0, 8, 0, B_ID], 'QAL-5'],
  [M, [0, 1, 0, B_ID], 'QAL-6'],
  [machine({ quanta: [0, 1, 0, 1, 0, 1, 0, 1] }), [0, QUANTUM_ANY, 0, B_ID], 'QAL-7'],
  [M, [0, 7, 0, B_ID], 'QAL-8'],
  [M, [0, QUANTUM_ANY, 0, 0], 'QAL-8'],
]);

/** A holds the root, which guards all quanta of boot. */
const ROOT = { rights: 7, name: [] };
const OWNER = machine({ a: { capabilities: [{ rights: 7, name: [1] }, ROOT, { rights: 3, name: [] }] } });

table('quantum_set', [
  [OWNER, [9, 8, 1, STALE_ID], 'QST-1'],
  [OWNER, [9, 8, 0, STALE_ID], 'QST-2'],
  [OWNER, [9, 8, 0, B_ID], 'QST-3'],
  [OWNER, [9, QUANTUM_ANY, 0, B_ID], 'QST-3'],
  [OWNER, [9, 2, 0, B_ID], 'QST-4'],
  [OWNER, [9, 1, 0, B_ID], 'QST-5'],
  [OWNER, [2, 1, 0, B_ID], 'QST-6'],
  [OWNER, [0, 1, 0, B_ID], 'QST-6'],
  [OWNER, [1, 1, 0, B_ID], 'QST-7'],
]);

table('quantum_free', [
  [OWNER, [9, 8, 1], 'QFR-1'],
  [OWNER, [9, 8, 0], 'QFR-2'],
  [OWNER, [9, 2, 0], 'QFR-3'],
  [OWNER, [9, 1, 0], 'QFR-4'],
  [OWNER, [2, 1, 0], 'QFR-5'],
  [OWNER, [1, 1, 0], 'QFR-6'],
]);

/** A offers itself, which needs no second environment to be told. */
const offer = (id: number, key: number, first: number, second = 0) => store(M, UADDRS + UAREA.aenvid, id, key, first, second);

table('acquire', [
  [M, [9, STALE_ID], 'ACQ-1'],
  [M, [9, 0], 'ACQ-1'],
  [M, [9, B_ID], 'ACQ-2'],
  [M, [6, B_ID], 'ACQ-2'],
  [M, [0, B_ID], 'ACQ-2'],
  [M, [5, B_ID], 'ACQ-3'],
  [offer(B_ID, 9, 0x3f), [5, A_ID], 'ACQ-3'],
  [offer(A_ID, 9, 0x3f), [5, A_ID], 'ACQ-4'],
  [offer(A_ID, 0xffffffff, 0x3f), [5, A_ID], 'ACQ-4'],
  [offer(A_ID, 3, 0x3f), [5, A_ID], 'ACQ-5'],
  [offer(A_ID, 3, 0), [5, A_ID], 'ACQ-5'],
  [offer(A_ID, 3, allRights(2)), [5, A_ID], 'ACQ-6'],
  [offer(A_ID, 0, allRights(2)), [5, A_ID], 'ACQ-7'],
  [offer(A_ID, 0, allRights(1)), [5, A_ID], 'ACQ-8'],
]);
