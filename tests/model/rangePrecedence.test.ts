import { ULIM, UTOP } from '../../src/abi/addressMap.ts';
import { LIMIT_NONE } from '../../src/abi/geometry.ts';
import type { State } from '../../src/model/state.ts';
import { after, B_ID, machine, SCRATCH, STALE_ID, store } from './machine.ts';
import { table } from './precedenceTable.ts';

const M = machine();
const VA = 0x00400000;
const FREE = 30;
const A_UAREA = 13;
const B_UAREA = 17;
const wish = (s: State, ...ptes: readonly number[]): State => store(s, SCRATCH, ...ptes);
/** An element that nothing can be said against, then one that is judged. */
const second = (s: State, pte: number): State => wish(s, 0x1110, pte);
const frames = (n: number): State => machine({ geometry: { frames: n } });
const UNREADABLE = machine({ geometry: { readersLimit: LIMIT_NONE, writersLimit: LIMIT_NONE } });
const UNWRITABLE = machine({ geometry: { writersLimit: LIMIT_NONE } });

table('insert_pte_range', [
  [M, [9, ULIM - 4, 65, UTOP, 9, STALE_ID], 'IPR-1'],
  [M, [9, ULIM - 4, 2, UTOP, 9, STALE_ID], 'IPR-2'],
  [M, [9, VA, 2, UTOP, 9, STALE_ID], 'ENT-5'],
  [second(M, 0xfffff003), [9, SCRATCH, 2, UTOP - 4096, 9, STALE_ID], 'IPR-3'],
  [second(M, 0xfffff003), [9, SCRATCH, 2, UTOP - 4096, 9, B_ID], 'IPR-4'],
  [second(M, 0xfffff003), [9, SCRATCH, 2, UTOP - 4096, 0, B_ID], 'IPR-5'],
  [second(M, 0xfffff003), [9, SCRATCH, 2, UTOP - 4096, 2, B_ID], 'IPR-6'],
  [second(M, 0xfffff003), [9, SCRATCH, 2, VA + 8, 2, B_ID], 'IPR-6'],
  [second(M, 0xfffff003), [9, SCRATCH, 2, 0xfffff000, 2, B_ID], 'IPR-6'],
  [second(M, 0xfffff003), [9, SCRATCH, 2, VA, 2, B_ID], 'IPR-7'],
  [second(M, 0xfffff003), [1, SCRATCH, 2, VA, 2, B_ID], 'IPR-8'],
  [second(M, 0x00001003), [1, SCRATCH, 2, VA, 2, B_ID], 'IPR-9'],
  [second(M, B_UAREA * 4096 + 1), [1, SCRATCH, 2, VA, 2, B_ID], 'IPR-10'],
  [second(M, FREE * 4096 + 3), [1, SCRATCH, 2, VA, 2, B_ID], 'IPR-11'],
  [second(UNREADABLE, FREE * 4096 + 3), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-12'],
  [second(UNREADABLE, A_UAREA * 4096 + 3), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-12'],
  [second(UNWRITABLE, FREE * 4096 + 3), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-13'],
  [second(UNWRITABLE, A_UAREA * 4096 + 3), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-13'],
  [second(frames(20), 3), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-14'],
  [second(frames(19), 3), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-15'],
  [second(frames(21), 3), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-16'],
  [second(frames(20), 0), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-16'],
  // The first element decides before the second is looked at.
  [wish(frames(19), 3, 0xfffff003), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-14'],
  [wish(M, 0x1003, 0xfffff003), [0, SCRATCH, 2, VA, 2, B_ID], 'IPR-9'],
  // No element, no table: nothing to be refused but the call.
  [M, [0, ULIM + 4, 0, UTOP, 2, B_ID], 'IPR-16'],
  [M, [0, 0, 0, UTOP + 4096, 2, B_ID], 'IPR-6'],
]);

const add = (flags: number): number => flags;
const remove = (flags: number): number => flags * 65536;
/** A's name without rights, so that the ACL grants reading only; a page of A bound read-only in B's space. */
const BOUND = after(after(after(M, 'insert_pte', 0, 3, VA, 0, 0), 'insert_pte', 0, 20 * 4096 + 1, VA, 2, B_ID), 'insert_pte', 0, 0xfe0, VA + 4096, 2, B_ID);
const LIMITED = after(BOUND, 'pstate_mod', 0, 20, 2, 1);

table('mod_pte_range', [
  [BOUND, [9, 0x80, UTOP - 4096, 65, 9, STALE_ID], 'MPR-1'],
  [BOUND, [9, 0x80 + remove(1), UTOP - 4096, 2, 9, STALE_ID], 'MPR-2'],
  [BOUND, [9, 0x80 + remove(1), UTOP - 4096, 2, 9, B_ID], 'MPR-3'],
  [BOUND, [9, 0x80 + remove(1), UTOP - 4096, 2, 0, B_ID], 'MPR-4'],
  [BOUND, [9, 0x80 + remove(1), UTOP - 4096, 2, 2, B_ID], 'MPR-5'],
  [BOUND, [9, 0x1000 + remove(1), UTOP - 4096, 2, 2, B_ID], 'MPR-5'],
  [BOUND, [9, remove(0x101), UTOP - 4096, 2, 2, B_ID], 'MPR-5'],
  [BOUND, [9, remove(1), UTOP - 4096, 2, 2, B_ID], 'MPR-6'],
  [BOUND, [9, remove(4), UTOP - 4096, 2, 2, B_ID], 'MPR-6'],
  [BOUND, [9, add(2), UTOP - 4096, 2, 2, B_ID], 'MPR-7'],
  [BOUND, [9, add(2), VA + 0x800, 2, 2, B_ID], 'MPR-7'],
  [BOUND, [9, add(2), VA + 0x400000, 1, 2, B_ID], 'MPR-8'],
  [BOUND, [1, add(2), VA + 0x400000, 1, 2, B_ID], 'MPR-9'],
  [BOUND, [1, add(2), VA - 4096, 2, 2, B_ID], 'MPR-9'],
  [BOUND, [1, add(2), VA, 2, 2, B_ID], 'MPR-10'],
  [BOUND, [1, add(2) + remove(2), VA, 2, 2, B_ID], 'MPR-10'],
  [BOUND, [2, remove(0x20), VA, 2, 2, B_ID], 'MPR-10'],
  [LIMITED, [0, add(2), VA, 2, 2, B_ID], 'MPR-11'],
  [LIMITED, [0, add(2) + remove(2), VA, 2, 2, B_ID], 'MPR-12'],
  [LIMITED, [1, add(0x20), VA, 2, 2, B_ID], 'MPR-12'],
  [LIMITED, [2, add(0xe04) + remove(0x200), VA, 2, 2, B_ID], 'MPR-12'],
  [LIMITED, [2, add(0x18), VA + 4096, 1, 2, B_ID], 'MPR-13'],
  [BOUND, [1, remove(2), 0xedfff000, 1, 0, 0], 'MPR-10'],
  [BOUND, [1, add(0x200), 0xedfff000, 1, 0, 0], 'MPR-12'],
]);

table('read_pte', [
  [BOUND, [UTOP, 9, STALE_ID], 'RPT-1'],
  [BOUND, [UTOP, 9, B_ID], 'RPT-2'],
  [BOUND, [UTOP, 0, B_ID], 'RPT-3'],
  [BOUND, [UTOP, 2, B_ID], 'RPT-4'],
  [BOUND, [VA + 4, 2, B_ID], 'RPT-4'],
  [BOUND, [VA, 2, B_ID], 'RPT-5'],
]);

const MORE = after(BOUND, 'insert_pte', 0, 20 * 4096 + 3, VA + 4096, 0, 0);

table('pstate_mod', [
  [M, [9, 48, 3, 3], 'PSM-1'],
  [M, [9, FREE, 3, 3], 'PSM-2'],
  [MORE, [9, 20, 3, 3], 'PSM-3'],
  [MORE, [1, 20, 3, 3], 'PSM-4'],
  [MORE, [3, 20, 3, 3], 'PSM-4'],
  [MORE, [0, 20, 0, 3], 'PSM-5'],
  [MORE, [0, 20, 0, 1], 'PSM-6'],
  [MORE, [0, 20, 2, 1], 'PSM-7'],
  [MORE, [0, 20, 2, 2], 'PSM-8'],
]);
