import { ULIM, UTOP } from '../../src/abi/addressMap.ts';
import { LIMIT_NONE } from '../../src/abi/geometry.ts';
import { allRights, after, B_ID, machine, SCRATCH, STALE_ID, store } from './machine.ts';
import { table } from './precedenceTable.ts';

const M = machine();
const VA = 0x00400000;
const FREE = 30;
const B_UAREA = 17;
const CAP = store(M, SCRATCH, allRights(1), 0);
const CROOKED = store(M, SCRATCH, 0x3f, 0);
const WEAK = store(M, SCRATCH, 0x2b + 256, 0);
const FOREIGN = store(M, SCRATCH, allRights(3), 0);

table('geteid', [[M, [], 'GEI-1']]);

table('forge', [
  [CROOKED, [9, 9, ULIM - 4, 9, STALE_ID], 'FRG-1'],
  [CROOKED, [9, 9, VA, 9, STALE_ID], 'ENT-5'],
  [CROOKED, [9, 9, SCRATCH, 9, STALE_ID], 'FRG-2'],
  [CROOKED, [9, 9, SCRATCH, 9, B_ID], 'FRG-3'],
  [CROOKED, [9, 9, SCRATCH, 0, B_ID], 'FRG-4'],
  [CROOKED, [9, 9, SCRATCH, 2, B_ID], 'FRG-5'],
  [CROOKED, [9, 0, 0, 2, B_ID], 'FRG-6'],
  [CROOKED, [1, 0, 0, 2, B_ID], 'FRG-7'],
  [CROOKED, [1, 0, SCRATCH, 2, B_ID], 'FRG-8'],
  [WEAK, [1, 0, SCRATCH, 2, B_ID], 'FRG-9'],
  [FOREIGN, [1, 0, SCRATCH, 2, B_ID], 'FRG-10'],
  [FOREIGN, [0, 0, SCRATCH, 2, B_ID], 'FRG-11'],
  [CAP, [0, 0, SCRATCH, 2, B_ID], 'FRG-12'],
]);

const BOUND = after(after(M, 'insert_pte', 0, 3, VA, 0, 0), 'insert_pte', 0, 3, VA + 0x1000, 0, 0);
const EMPTIED = after(store(BOUND, SCRATCH, VA, VA + 0x1000), 'remove_vas', SCRATCH, 2, 0, 0);

table('remove_vas', [
  [M, [ULIM - 4, 65, 9, STALE_ID], 'RMV-1'],
  [M, [ULIM - 4, 2, 9, STALE_ID], 'RMV-2'],
  [M, [VA, 2, 9, STALE_ID], 'ENT-5'],
  [store(M, SCRATCH, UTOP), [SCRATCH, 1, 9, STALE_ID], 'RMV-3'],
  [store(M, SCRATCH, UTOP), [SCRATCH, 1, 9, B_ID], 'RMV-4'],
  [store(M, SCRATCH, UTOP), [SCRATCH, 1, 0, B_ID], 'RMV-5'],
  [store(M, SCRATCH, UTOP), [SCRATCH, 1, 2, B_ID], 'RMV-6'],
  [store(M, SCRATCH, VA + 4), [SCRATCH, 1, 2, B_ID], 'RMV-6'],
  [store(M, SCRATCH, VA), [SCRATCH, 1, 2, B_ID], 'RMV-7'],
]);

const FULL = machine({ geometry: { frames: 19 } });
const UNREADABLE = machine({ geometry: { frames: 19, readersLimit: LIMIT_NONE, writersLimit: LIMIT_NONE } });
const UNWRITABLE = machine({ geometry: { frames: 19, writersLimit: LIMIT_NONE } });

table('insert_pte', [
  [M, [9, 0xfffff003, UTOP, 9, STALE_ID], 'INS-1'],
  [M, [9, 0xfffff003, UTOP, 9, B_ID], 'INS-2'],
  [M, [9, 0xfffff003, UTOP, 0, B_ID], 'INS-3'],
  [M, [9, 0xfffff003, UTOP, 2, B_ID], 'INS-4'],
  [M, [9, 0xfffff003, VA + 8, 2, B_ID], 'INS-4'],
  [M, [9, 0xfffff003, VA, 2, B_ID], 'INS-5'],
  [M, [1, 0xfffff003, VA, 2, B_ID], 'INS-6'],
  [M, [1, 0x00001003, VA, 2, B_ID], 'INS-7'],
  [M, [1, B_UAREA * 4096 + 1, VA, 2, B_ID], 'INS-8'],
  [M, [1, FREE * 4096 + 3, VA, 2, B_ID], 'INS-9'],
  [UNREADABLE, [0, 3, VA, 2, B_ID], 'INS-10'],
  [UNWRITABLE, [0, 3, VA, 2, B_ID], 'INS-11'],
  [FULL, [0, 3, VA, 2, B_ID], 'INS-12'],
  [FULL, [0, 0x1110, VA, 2, B_ID], 'INS-13'],
  [machine({ geometry: { frames: 20 } }), [0, 3, VA, 2, B_ID], 'INS-12'],
  [machine({ geometry: { frames: 20 } }), [0, 0x1110, VA, 2, B_ID], 'INS-17'],
  [machine({ geometry: { frames: 21 } }), [0, 3, VA, 2, B_ID], 'INS-17'],
]);

table('pt_free', [
  [BOUND, [UTOP, 9, STALE_ID], 'PTF-1'],
  [BOUND, [UTOP, 9, B_ID], 'PTF-2'],
  [BOUND, [UTOP, 0, B_ID], 'PTF-3'],
  [BOUND, [UTOP, 2, B_ID], 'PTF-4'],
  [BOUND, [VA + 0x1000, 2, B_ID], 'PTF-4'],
  [BOUND, [VA, 2, B_ID], 'PTF-5'],
  [BOUND, [VA, 2, 0], 'PTF-6'],
  [EMPTIED, [VA, 2, 0], 'PTF-7'],
]);

table('pgacl_mod', [
  [CROOKED, [9, 48, 9, ULIM], 'PGA-1'],
  [CROOKED, [9, 48, 9, VA], 'ENT-5'],
  [CROOKED, [9, 48, 9, SCRATCH], 'PGA-2'],
  [CROOKED, [9, FREE, 9, SCRATCH], 'PGA-3'],
  [CROOKED, [9, B_UAREA, 9, SCRATCH], 'PGA-4'],
  [CROOKED, [0, B_UAREA, 9, SCRATCH], 'PGA-5'],
  [CROOKED, [2, B_UAREA, 9, SCRATCH], 'PGA-6'],
  [CROOKED, [2, B_UAREA, 0, 0], 'PGA-7'],
  [CROOKED, [2, B_UAREA, 0, SCRATCH], 'PGA-8'],
  [WEAK, [2, B_UAREA, 0, SCRATCH], 'PGA-9'],
  [CAP, [2, B_UAREA, 0, SCRATCH], 'PGA-10'],
]);

table('env_free', [
  [M, [9, STALE_ID], 'EFR-1'],
  [M, [9, B_ID], 'EFR-2'],
  [M, [0, B_ID], 'EFR-3'],
  [M, [1, 0], 'EFR-3'],
  [M, [2, B_ID], 'EFR-4'],
]);

table('yield', [
  [M, [STALE_ID], 'YLD-1'],
  [M, [6], 'YLD-1'],
  [M, [B_ID], 'YLD-2'],
  [M, [0], 'YLD-3'],
]);
