import type { Processor } from './emulated.ts';

/** The compiled processor below a folder that takes the place of `dist`. */
export const loadProcessor = async (base: URL): Promise<Processor> => {
  const machine: Pick<Processor, 'Machine'> = await import(new URL('x86/machine.js', base).href);
  const memory: Pick<Processor, 'FlatMemory' | 'enterFlatRing3' | 'HLT_STUBS'> = await import(new URL('x86/flatMemory.js', base).href);
  const vectors: Pick<Processor, 'pushesErrorCode'> = await import(new URL('x86/vectors.js', base).href);
  return {
    Machine: machine.Machine, FlatMemory: memory.FlatMemory, enterFlatRing3: memory.enterFlatRing3, HLT_STUBS: memory.HLT_STUBS,
    pushesErrorCode: vectors.pushesErrorCode,
  };
};
