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

/**
 * Makes the running env trap once: a call with plausible words, or a store of EBX at EAX.
 * False if nothing runs, or if the slice has no trap in it.
 */
export const trapOnce = ({ machine }: Booted, draw: (below: number) => number): boolean => {
  const cpu = machine.cpus[0];
  // An idle kernel stands in ring 0; it goes on by itself to the timer.
  if (cpu.cpl === 3) {
    const pages = [0, 0x1000, 0x2000, 0x3f000, 0x400000, 0x401000, 0x800000, PAD, UADDRS + 0x10, UADDRS + 0x1000, 0xf0000000, 0x12345];
    const page = (): number => pages[draw(pages.length)] ?? 0;
    const small = (): number => draw(7);
    const env = (): number => (draw(2) === 0 ? 0 : [2048, 4097, 4096, 6145, 2049][draw(5)] ?? 0);
    const pte = (): number => (draw(48) << 12) * draw(2) + (draw(5) === 0 ? 0x10 : 3) + draw(2) * 0x60 + draw(8) * 0x200;
    // The call that destroys an env is rare, or there would soon be nobody.
    const number = draw(60) === 0 ? CALLS.env_free.number : draw(3) === 0 ? CALLS.insert_pte.number : (NUMBERS.filter((n) => n !== CALLS.env_free.number)[draw(NUMBERS.length - 1)] ?? 0);
    const words = number === CALLS.insert_pte.number ? [0, pte(), page(), 0, draw(3) === 0 ? env() : 0]
      : number === CALLS.forge.number ? [small() % 3, small(), draw(2) * page(), 0, env()]
        : number === CALLS.pgacl_mod.number ? [0, draw(48), draw(3), draw(2) * page()]
          : number === CALLS.yield.number ? [env()] : number === CALLS.pt_free.number ? [page(), 0, env()]
            : number === CALLS.env_free.number ? [0, env()] : [page(), draw(3), 0, env()];
    const registers = [EBX, ECX, EDX, ESI, EDI, EBP];
    words.forEach((word, i) => { cpu.regs[registers[i] ?? EBX] = word; });
    const store = draw(4) === 0;
    cpu.regs[EAX] = store ? page() + 4 * draw(16) : number;
    // Exception frames go below ESP; without a fresh one a few faults would use up the u-area.
    cpu.regs[ESP] = (cpu.regs[ESP] - 1) | 0xff0;
    cpu.eip = store ? PAD + 2 : PAD;
  }
  return cpu.run(50) === 1;
};
