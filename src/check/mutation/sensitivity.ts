import { Broken } from '../../abi/broken.ts';
import { SMALL } from '../../abi/geometry.ts';
import type { State } from '../../model/state.ts';
import { firstDifference } from '../../refine/difference.ts';
import { dontCareReason } from '../../refine/dontCare.ts';
import { exposureDifference } from '../../refine/exposure.ts';
import { hashMachine } from '../../refine/stateHash.ts';
import { tlbAudit } from '../../refine/tlbAudit.ts';
import type { Stage } from '../arena.ts';
import { cleanKit } from '../programs.ts';
import { Hunter } from './hunt.ts';
import type { SelfCheckFailure } from './selfCheck.ts';

/** One byte in so many is flipped; the number has no factor in common with the sizes of rows. */
const STRIDE = 37;
/** A full decode costs a hundred times an incremental one. */
const FULL_ONE_IN = 16;
/** Machines at the ends of so many scenarios are looked at. */
const SCENARIOS = 3;

/** True when a state that is decoded is another one, or is refused. */
export const isSeen = (decode: () => State, before: State): boolean => {
  try {
    return firstDifference(before, decode()) !== null;
  } catch (error) {
    if (error instanceof Broken) return true;
    throw error;
  }
};

const unseenOn = ({ machine: { ram }, abstraction }: Stage): SelfCheckFailure | null => {
  const state = abstraction.full();
  ram.drainStep();
  for (let at = 0; at < ram.sizeBytes; at += STRIDE) {
    const byte = ram.bytes[at];
    ram.write8(at, byte ^ (1 << (at * 7 + 3) % 8));
    const step = isSeen(() => abstraction.step(state), state);
    const full = at % FULL_ONE_IN === 0 ? isSeen(() => abstraction.full(), state) : step;
    ram.write8(at, byte);
    ram.drainStep();
    if (step !== full || step !== (dontCareReason(state, at) === null)) return { check: 'P2', message: `byte ${at} of frame ${at >> 12}: seen by a step ${step}, in full ${full}` };
  }
  return null;
};

/** The machines at the ends of a few scenarios. */
export const machines = function* (): Generator<Stage> {
  const hunter = new Hunter(cleanKit(), SMALL, new Set());
  for (let block = 0; block < SCENARIOS; block++) {
    hunter.block(1, block, 3);
    const { stage } = hunter.runner;
    if (stage !== null) yield stage;
  }
};

/** P2: a flipped byte changes the abstract state or breaks the invariant, unless it is on the declared list. */
export const unseenByte = (): SelfCheckFailure | null => {
  for (const stage of machines()) {
    const found = unseenOn(stage);
    if (found !== null) return found;
  }
  return null;
};

/** P21 and P7 must object to a state and to tables that are not those of the machine. */
export const auditIsBlind = (): SelfCheckFailure | null => {
  for (const { machine, abstraction } of machines()) {
    const state = abstraction.full();
    machine.ram.drainStep();
    const counted = state.pages.chunks.map((chunk) => chunk.map((page) => ({ ...page, readers: page.readers + 1 })));
    if (exposureDifference(machine, { ...state, pages: { ...state.pages, chunks: counted } }, null) === null) return { check: 'P21', message: 'other counts could be exposed' };
    const [cpu] = machine.cpus;
    if (cpu.tlb.filledDirectoriesCount === 0) continue;
    const at = (cpu.cr3 >>> 2) + cpu.tlb.filledDirectories[0];
    const word = machine.ram.words[at];
    machine.ram.words[at] = 0;
    const objection = tlbAudit(machine, state);
    machine.ram.words[at] = word;
    if (objection === null) return { check: 'P7', message: 'a directory entry may be cached that is not there' };
  }
  return null;
};

/** The hash of a machine must change with a word of RAM, a register and the clock. */
export const hashIsBlind = (): SelfCheckFailure | null => {
  for (const { machine, image } of machines()) {
    const before = hashMachine(machine, image);
    const { ram } = machine;
    const [cpu] = machine.cpus;
    for (let at = 0; at < ram.sizeBytes; at += 4096 + 68) {
      const word = ram.read32(at);
      ram.write32(at, word ^ 4);
      const one = hashMachine(machine, image);
      ram.write32(at, word ^ 8);
      const other = hashMachine(machine, image);
      ram.write32(at, word);
      if (one === before || one === other) return { check: 'P22', message: `the hash does not depend on the word at ${at}` };
    }
    cpu.regs[3] ^= 1;
    const register = hashMachine(machine, image);
    cpu.regs[3] ^= 1;
    if (register === before) return { check: 'P22', message: 'the hash does not depend on EBX' };
    cpu.fpu.lows[5] ^= 1;
    const unit = hashMachine(machine, image);
    cpu.fpu.lows[5] ^= 1;
    if (unit === before) return { check: 'P22', message: 'the hash does not depend on the floating-point unit' };
  }
  return null;
};
