import { PAD, UADDRS } from '../../src/abi/addressMap.ts';
import { CALLS } from '../../src/abi/calls.ts';
import { EAX, EBP, EBX, ECX, EDI, EDX, ESI, ESP } from '../../src/x86/registers.ts';
import type { Booted } from './bootedMachine.ts';

/** A small generator of words (xorshift), so that a test names its run by a seed. */
export const wordsFrom = (seed: number): ((below: number) => number) => {
  let x = seed | 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
};

const NUMBERS = Object.values(CALLS).map((call) => call.number);
const PAGES: readonly number[] = [0, 0x1000, 0x2000, 0x3f000, 0x400000, 0x401000, 0x800000, PAD, UADDRS + 0x10, UADDRS + 0x1000, 0xf0000000, 0x12345];
const IDS: readonly number[] = [2048, 4097, 4096, 6145, 2049, 2050, 2051];

/** Plausible words by the names that the interface gives them. */
const wordFor = (word: string, draw: (below: number) => number): number => {
  const page = PAGES[draw(PAGES.length)] ?? 0;
  switch (word) {
    case 'k': return draw(3) === 0 ? draw(7) : 0;
    case 'ke': return 0;
    case 'env': return draw(2) === 0 ? 0 : IDS[draw(IDS.length)] ?? 0;
    case 'pte': return (draw(48) << 12) * draw(2) + (draw(5) === 0 ? 0x10 : 3) + draw(2) * 0x60 + draw(8) * 0x200;
    case 'n': return draw(4);
    case 'kd': case 'position': case 'readers': case 'writers': return draw(3);
    case 'frame': return draw(48);
    case 'quantum': return draw(3) === 0 ? 0xffffffff : draw(8);
    case 'cpu': return 0;
    case 'flags': return draw(2) * 2 + draw(2) * 0x20000 + draw(8) * 0x200;
    case 'ptes': case 'vas': case 'registers': case 'buffer': return UADDRS + draw(2) * 0x1000 + 4 * draw(64);
    default: return draw(2) * page;
  }
};

/**
 * Makes the running env trap once: a call with plausible words, or a store of EBX at EAX.
 * False if nothing runs, or if the slice has no trap in it.
 */
export const trapOnce = ({ machine }: Booted, draw: (below: number) => number): boolean => {
  const cpu = machine.cpus[0];
  // An idle kernel stands in ring 0; it goes on by itself to the timer.
  if (cpu.cpl === 3) {
    // The call that destroys an env is rare, or there would soon be nobody.
    const kind = draw(12);
    const number = kind === 0 ? CALLS.env_free.number : kind < 4 ? CALLS.insert_pte.number : kind === 4 ? CALLS.env_clone.number
      : NUMBERS.filter((n) => n !== CALLS.env_free.number)[draw(NUMBERS.length - 1)] ?? 0;
    const call = Object.values(CALLS).find((one) => one.number === number);
    const registers = [EBX, ECX, EDX, ESI, EDI, EBP];
    (call?.words ?? []).forEach((word, i) => { cpu.regs[registers[i] ?? EBX] = number === CALLS.env_free.number && word === 'env' ? IDS[draw(IDS.length)] ?? 0 : wordFor(word, draw); });
    const store = draw(4) === 0;
    cpu.regs[EAX] = store ? (PAGES[draw(PAGES.length)] ?? 0) + 4 * draw(16) : number;
    // Exception frames go below ESP; without a fresh one a few faults would use up the u-area.
    cpu.regs[ESP] = (cpu.regs[ESP] - 1) | 0xff0;
    cpu.eip = store ? PAD + 2 : PAD;
  }
  return cpu.run(50) === 1;
};
