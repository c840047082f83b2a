import { Stop } from '../../../src/x86/run.ts';
import { Draws } from '../oracle/draws.ts';
import type { Processor } from '../oracle/emulated.ts';
import { EVENTS } from './events.ts';
import { ProgramDraw } from './programDraw.ts';
import { CODE, CODE_BYTES, DATA, Twin } from './twin.ts';

const CHUNKS = 60;
const BUDGETS = [1, 2, 3, 5, 8, 13, 21, 40, 100, 300];
const STATUS_AND_DF = 0xcd5;
const IF = 0x200;

/** Small numbers, pointers, anything. */
const registersOf = (draws: Draws): number[] =>
  Array.from({ length: 8 }, () => (draws.percent(40) ? draws.below(50) : draws.percent(50) ? draws.pick([DATA, CODE]) + draws.below(0x1000) : draws.value()));

/** Drawn programs in a pair of machines, which serves one after another. */
export class LockstepRun {
  readonly #twin: Twin;

  constructor(processor: Processor) {
    this.#twin = new Twin(processor);
  }

  /** Executes one program; gives the instructions retired. @throws Difference if the machines can be told apart */
  program(seed: number, index: number): number {
    const draws = new Draws(seed, index);
    const program = new ProgramDraw(draws);
    const twin = this.#twin;
    twin.begin(program.code);
    if (draws.percent(4)) twin.each((_, cpu) => { cpu.tlb.capacity = 'none'; });
    let retired = 0;
    let isRunning = false;
    for (let chunk = 0; chunk < CHUNKS && !twin.cpus[0].shutDown; chunk++) {
      if (!isRunning) {
        const kind = draws.below(100);
        const start = kind < 5 ? twin.systemBase + draws.below(0x1000) : CODE + (kind < 90 ? program.entry() : draws.below(CODE_BYTES));
        twin.enter(start, registersOf(draws), (draws.word() & STATUS_AND_DF) | (draws.percent(50) ? IF : 0));
      }
      if (draws.percent(25)) draws.pick(EVENTS)(twin, draws, program);
      isRunning = twin.run(draws.pick(BUDGETS)) === Stop.Budget;
      twin.compare();
      retired += twin.cpus[0].retired;
    }
    return retired;
  }
}
