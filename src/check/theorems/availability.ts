import { CALLS, RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { ENV_ID_GENERATION_UNIT } from '../../abi/layout.ts';
import { VECTOR } from '../../abi/vectors.ts';
import { changesBetween } from '../changes.ts';
import { EMPTY_ENTRY_LINE } from '../../model/state.ts';
import type { State, Table } from '../../model/state.ts';
import type { Trap } from '../../model/trap.ts';
import { get } from '../../model/vector.ts';
import { finding } from '../findings.ts';
import { isAwake } from '../readings.ts';
import type { Finding } from '../findings.ts';

/** TIM-1, read by the checker for itself. */
const isRunnable = (s: State, quantum: number): boolean => {
  const row = get(s.quanta, quantum);
  if (!row.used) return false;
  const index = row.env % ENV_ID_GENERATION_UNIT;
  return get(s.envs, index).status === 'live' && isAwake(s, index);
};

/** Accesses that any entry may make: saving and loading registers, capabilities, the exception frame. */
const ACCESSES_BASE = 200;
const ACCESSES_PER_QUANTUM = 4;
const ACCESSES_PER_FRAME = 2;
const ACCESSES_PER_ENV = 4;
/** For each address of remove_vas: fetch, check, release. */
const ACCESSES_PER_VA = 16;
/** For each table that is looked through, by pt_free or a death. */
const ACCESSES_PER_TABLE = 1100;
/** For each binding that a death releases. */
const ACCESSES_PER_BINDING = 12;

const usedEntries = (table: Table): number => {
  let used = 0;
  for (const line of table.lines) if (line !== EMPTY_ENTRY_LINE) for (const entry of line) if (entry !== null) used++;
  return used;
};

const ofDeaths = (before: State, after: State): number => {
  let accesses = 0;
  for (const index of changesBetween(before, after).envs) {
    const was = get(before.envs, index);
    if (was.status !== 'live' || get(after.envs, index).status === 'live') continue;
    for (const table of get(before.spaces, was.directory)?.tables ?? []) accesses += ACCESSES_PER_TABLE + ACCESSES_PER_BINDING * usedEntries(table);
    accesses += 2 * ACCESSES_PER_TABLE;
  }
  return accesses;
};

/** P19: RAM accesses that one kernel entry may make, from what it is asked and what it ended. */
export const accessBound = (before: State, trap: Trap, after: State): number => {
  const g = before.boot.geometry;
  const { eax, ecx } = before.processor.registers;
  const isCall = trap.vector === VECTOR.systemCall;
  const vas = isCall && eax === CALLS.remove_vas.number ? Math.min(ecx, RANGE_COUNT_MAX) : 0;
  const scans = isCall && eax === CALLS.pt_free.number ? 1 : 0;
  return ACCESSES_BASE + ACCESSES_PER_QUANTUM * g.quanta + ACCESSES_PER_FRAME * g.frames + ACCESSES_PER_ENV * g.envs
    + ACCESSES_PER_VA * vas + ACCESSES_PER_TABLE * scans + ofDeaths(before, after);
};

/** P19: nobody gets more than a slice; and a slice that was handed on by a directed yield is not made longer. */
export const slices = (before: State, after: State): Finding | null => {
  const { running, quantum, deadline, clock } = after.processor;
  if (running < 0) return null;
  if (deadline - clock > after.boot.geometry.sliceCycles) return finding('P19', 'TIM-2', 'the deadline is more than a slice away');
  const isHandedOn = get(after.quanta, quantum).env % ENV_ID_GENERATION_UNIT !== running;
  const isLonger = quantum === before.processor.quantum && deadline !== before.processor.deadline;
  return isHandedOn && isLonger ? finding('P19', 'YLD-2', 'a directed yield changed the deadline') : null;
};

/** P19, fairness: when a slice ends, no runnable quantum is passed over, and the kernel idles only if there is none. */
export const fairness = (trap: Trap, before: State, after: State): Finding | null => {
  if (trap.vector !== VECTOR.timer) return null;
  const count = after.quanta.length;
  for (let step = 1; step <= count; step++) {
    const quantum = (before.processor.quantum + step) % count;
    if (quantum === after.processor.quantum && after.processor.running >= 0) return isRunnable(after, quantum) ? null : finding('P19', 'TIM-2', `quantum ${quantum} was given the processor and is not runnable`);
    if (isRunnable(after, quantum)) return finding('P19', 'TIM-2', `quantum ${quantum} is runnable and was passed over`);
  }
  return after.processor.running < 0 ? null : finding('P19', 'TIM-2', 'an env runs on a quantum that is not runnable');
};
