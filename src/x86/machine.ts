import { Cpu } from './cpu.ts';
import { loadCpu, saveCpu } from './cpuState.ts';
import type { CpuState } from './cpuState.ts';
import { Ram } from './ram.ts';
import { Timer } from './timer.ts';

/** Everything a machine needs to go on bit by bit: plain numbers and typed arrays. */
export interface MachineState {
  readonly ramWords: Int32Array;
  readonly cpus: readonly CpuState[];
  readonly timerDeadline: number;
  readonly timerVector: number;
  readonly clock: number;
}

/** The PC: memory, one processor, a timer and the virtual clock (in retired ring-3 instructions plus what the host adds). */
export class Machine {
  readonly ram: Ram;
  readonly timer = new Timer();
  /** Virtual cycles, an integer. */
  clock = 0;
  readonly cpus: readonly Cpu[];

  constructor(sizeBytes: number) {
    this.ram = new Ram(sizeBytes);
    this.cpus = [new Cpu(0, this)];
  }

  save(): MachineState {
    return {
      ramWords: this.ram.words.slice(),
      cpus: this.cpus.map(saveCpu),
      timerDeadline: this.timer.deadline,
      timerVector: this.timer.vector,
      clock: this.clock,
    };
  }

  /** Restores a saved state of a machine of the same size; RAM lines that change become dirty. */
  load(state: MachineState): void {
    this.ram.loadImage(state.ramWords);
    this.#loadAllButRam(state);
  }

  /** Restores the boot state by the lines that differ; `ram.markBoot` must have been called in that state. */
  reset(bootState: MachineState): void {
    this.ram.resetTo(bootState.ramWords);
    this.#loadAllButRam(bootState);
  }

  /** Becomes what another machine of the same size is. */
  copyFrom(other: Machine): void {
    this.ram.copyFrom(other.ram);
    for (let i = 0; i < this.cpus.length; i++) loadCpu(this.cpus[i], saveCpu(other.cpus[i]));
    this.timer.deadline = other.timer.deadline;
    this.timer.vector = other.timer.vector;
    this.clock = other.clock;
  }

  /** The same as `load` for a state that differs from the present one in these lines of RAM only. */
  loadLines(state: MachineState, lines: Int32Array): void {
    this.ram.copyLines(state.ramWords, lines);
    this.#loadAllButRam(state);
  }

  #loadAllButRam(state: MachineState): void {
    if (state.cpus.length !== this.cpus.length) throw new RangeError('state and machine differ in their number of processors');
    for (let i = 0; i < this.cpus.length; i++) loadCpu(this.cpus[i], state.cpus[i]);
    this.timer.deadline = state.timerDeadline;
    this.timer.vector = state.timerVector;
    this.clock = state.clock;
  }
}
