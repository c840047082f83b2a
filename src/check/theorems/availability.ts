import { ARGUMENT_REGISTERS, CALLS, RANGE_COUNT_MAX } from '../../abi/calls.ts';
import { TICKS_PER_ROUND } from '../../abi/costs.ts';
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
import { hasScheduled, ticksAtChoice } from './time.ts';

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
/** For each element that a call is asked for: fetch, check, commit. The most bytes are no more work than the most elements. */
const ACCESSES_PER_ROW = 16;
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

/** The register with the number of rows that a call is asked for, by the number of the call: its word of that name, whatever call it is. */
const ROWS_REGISTERS: ReadonlyMap<number, (typeof ARGUMENT_REGISTERS)[number]> = new Map(Object.values(CALLS).flatMap(({ number, words }) => {
  const at = [...words].findIndex((word) => word === 'n');
  return at < 0 ? [] : [[number, ARGUMENT_REGISTERS[at]]];
}));

const rowsAsked = (s: State): number => {
  const { registers } = s.processor;
  const register = ROWS_REGISTERS.get(registers.eax);
  return register === undefined ? 0 : Math.min(registers[register], RANGE_COUNT_MAX);
};

/** P19: RAM accesses that one kernel entry may make, from what it is asked and what it ended. */
export const accessBound = (before: State, trap: Trap, after: State): number => {
  const g = before.boot.geometry;
  const isCall = trap.vector === VECTOR.systemCall;
  const rows = isCall ? rowsAsked(before) : 0;
  const scans = isCall && before.processor.registers.eax === CALLS.pt_free.number ? 1 : 0;
  return ACCESSES_BASE + ACCESSES_PER_QUANTUM * g.quanta + ACCESSES_PER_FRAME * g.frames + ACCESSES_PER_ENV * g.envs
    + ACCESSES_PER_ROW * rows + ACCESSES_PER_TABLE * scans + ofDeaths(before, after);
};

/** Why the slice that was chosen is too long or too short, or null: it lasts the ticks of its quantum, which are a round's at least. */
const chosenSlice = (before: State, after: State): Finding | null => {
  const { running, quantum, deadline, clock } = after.processor;
  const { tickCycles } = after.boot.geometry;
  if (get(after.quanta, quantum).env % ENV_ID_GENERATION_UNIT !== running) return finding('P19', 'YLD-2', 'a directed yield changed the deadline');
  if (deadline - clock > ticksAtChoice(before, after, quantum) * tickCycles) return finding('P19', 'TIM-2', 'the deadline is further away than the ticks of the quantum');
  return deadline - clock < TICKS_PER_ROUND * tickCycles ? finding('P19', 'TIM-9', 'a slice is shorter than the ticks of a round') : null;
};

/** ENV-7: a slice that goes on does so on the quantum, and for the env of the quantum, that it began with. */
export const keptQuantum = (before: State, after: State): Finding | null => {
  const { quantum } = after.processor;
  if (hasScheduled(before, after) || get(before.quanta, quantum).env === get(after.quanta, quantum).env) return null;
  return finding('P19', 'ENV-7', 'a slice went on though its quantum was given away');
};

/**
 * P19: nobody gets more than the ticks of the quantum, nor less than a round's; a slice
 * that is handed on is made no longer; one whose quantum is given away ends.
 */
export const slices = (before: State, after: State): Finding | null => {
  const { running, deadline, clock } = after.processor;
  if (running < 0) return deadline - clock > TICKS_PER_ROUND * after.boot.geometry.tickCycles ? finding('P19', 'TIM-3', 'the idle kernel looks again later than after a round') : null;
  return hasScheduled(before, after) ? chosenSlice(before, after) : keptQuantum(before, after);
};

/** P19, fairness: when a slice ends, by the timer or by a call, no runnable quantum is passed over, and the kernel idles only if there is none. */
export const fairness = (trap: Trap, before: State, after: State): Finding | null => {
  if (trap.vector !== VECTOR.timer && !hasScheduled(before, after)) return null;
  const count = after.quanta.length;
  for (let step = 1; step <= count; step++) {
    const quantum = (before.processor.quantum + step) % count;
    if (quantum === after.processor.quantum && after.processor.running >= 0) return isRunnable(after, quantum) ? null : finding('P19', 'TIM-2', `quantum ${quantum} was given the processor and is not runnable`);
    if (isRunnable(after, quantum)) return finding('P19', 'TIM-2', `quantum ${quantum} is runnable and was passed over`);
  }
  return after.processor.running < 0 ? null : finding('P19', 'TIM-2', 'an env runs on a quantum that is not runnable');
};
