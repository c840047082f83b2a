import { CR0_AM, CR0_PG, CR0_WP, CS, DS } from '../../../src/x86/registers.ts';
import type { Draws } from '../oracle/draws.ts';
import type { ProgramDraw } from './programDraw.ts';
import { FOCUS_BYTES } from './programDraw.ts';
import { ALIAS, CODE, DATA } from './twin.ts';
import type { Twin } from './twin.ts';

const TF = 0x100;
const IF = 0x200;
const AC = 0x40000;
/** Descriptors of user code and data in the table at physical address 0. */
const CODE_DESCRIPTOR = 0x18;
const DATA_DESCRIPTOR = 0x20;

/** What the host, another processor or a kernel may do between two instructions. */
export type Event = (twin: Twin, draws: Draws, program: ProgramDraw) => void;

/** Physical address of a byte that is likely to be executed. */
const likely = (twin: Twin, draws: Draws, program: ProgramDraw): number => twin.codeAddress(program.focus + draws.below(FOCUS_BYTES));

const writeByte: Event = (twin, draws, program) => {
  const at = likely(twin, draws, program);
  const byte = draws.word() & 0xff;
  twin.each(({ ram }) => ram.write8(at, byte));
};

const copyIn: Event = (twin, draws, program) => {
  const at = likely(twin, draws, program);
  const bytes = Uint8Array.from({ length: draws.between(1, 12) }, () => draws.pick([0x90, 0x40, 0x49, 0xc3, 0xeb]));
  twin.each(({ ram }) => ram.copyIn(at, bytes));
};

const fillZero: Event = (twin, draws, program) => {
  const at = likely(twin, draws, program) & ~63;
  twin.each(({ ram }) => ram.fillZero(at, 64));
};

/** Other frames behind two pages; the cached translations may be evicted, or stay. */
const exchangeFrames: Event = (twin, draws) => {
  const entries = [CODE, CODE + 0x1000, ALIAS, DATA].map((la) => twin.entryAddress(la));
  const [a, b] = [draws.pick(entries), draws.pick(entries)];
  const evicts = draws.percent(50);
  twin.each(({ ram }, cpu) => {
    const [x, y] = [ram.read32(a), ram.read32(b)];
    ram.write32(a, y);
    ram.write32(b, x);
    if (evicts) cpu.loadCr3(cpu.cr3);
  });
};

const changeRights: Event = (twin, draws) => {
  const la = draws.pick([CODE, CODE + 0x1000, DATA, DATA + 0x1000]);
  const entry = twin.entryAddress(la);
  const bit = draws.pick([1, 2, 4, 0x60]);
  const evicts = draws.percent(70);
  twin.each(({ ram }, cpu) => {
    ram.write32(entry, ram.read32(entry) ^ bit);
    if (evicts) cpu.invlpg(la);
  });
};

const flush: Event = (twin) => twin.each((_, cpu) => cpu.loadCr3(cpu.cr3));

const changeCr0: Event = (twin, draws) => {
  const cr0 = CR0_PG | (draws.percent(50) ? CR0_WP : 0) | (draws.percent(30) ? CR0_AM : 0);
  twin.each((_, cpu) => { cpu.cr0 = cr0; });
};

const armTimer: Event = (twin, draws) => {
  const soon = draws.below(60);
  twin.each((machine) => { machine.timer.deadline = machine.clock + soon; });
};

const changeFlags: Event = (twin, draws) => {
  const flags = draws.pick([TF, AC, 0]) | draws.pick([IF, 0]);
  twin.each((_, cpu) => { cpu.eflags = (cpu.eflags & ~(TF | AC | IF)) | flags; });
};

/** Segments that end within the pages in use. */
const limitSegment: Event = (twin, draws) => {
  const descriptor = draws.pick([CODE_DESCRIPTOR, DATA_DESCRIPTOR, DATA_DESCRIPTOR]);
  const limit = draws.percent(40) ? 0xfffff : draws.pick([0x401, 0x402, 0x404, 0x405]);
  twin.each(({ ram }, cpu) => {
    ram.write32(descriptor, (limit & 0xffff) | (ram.read32(descriptor) & 0xffff0000));
    ram.write32(descriptor + 4, (ram.read32(descriptor + 4) & 0xfff0ffff) | (limit & 0xf0000));
    if (cpu.cpl === 3) cpu.loadSegment(descriptor === CODE_DESCRIPTOR ? CS : DS, descriptor | 3);
  });
};

const drain: Event = (twin) => twin.each(({ ram }) => ram.drainStep());

/** The same code runs, is changed and runs again; then memory becomes what it was, in one of several ways, and it runs once more. */
const rehearse: Event = (twin, draws, program) => {
  const start = program.entry();
  const registers = Array.from({ length: 8 }, () => draws.below(50));
  const run = (): void => {
    twin.enter(CODE + start, registers, IF);
    twin.run(12);
    twin.compare();
  };
  run();
  twin.each(({ ram }) => ram.markBoot());
  const states = twin.machines.map((machine) => machine.save());
  const at = twin.codeAddress(start) + draws.below(6);
  const byte = draws.pick([0x40, 0x43, 0x48, 0x90, 0xb0, draws.word() & 0xff]);
  twin.each(({ ram }) => ram.write8(at, byte));
  run();
  const way = draws.below(4);
  twin.machines.forEach((machine, i) => {
    if (way === 0) machine.reset(states[i]);
    else if (way === 1) machine.load(states[i]);
    else if (way === 2) machine.loadLines(states[i], Int32Array.of(at >> 6));
    else machine.ram.overwrite(states[i].ramWords);
  });
  run();
};

export const EVENTS: readonly Event[] = [
  writeByte, copyIn, fillZero, exchangeFrames, changeRights, flush, changeCr0, armTimer, changeFlags, limitSegment, drain, rehearse, rehearse, rehearse,
];
