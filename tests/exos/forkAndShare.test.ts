import { describe, expect, it } from 'vitest';
import { PAD, PAGE_BYTES } from '../../src/abi/addressMap.ts';
import { forkAndShare } from '../../src/exos/forkAndShare.ts';
import { assemble } from '../../src/x86/assembler.ts';

describe('the demonstration', () => {
  it('is the file that users run', () => expect(forkAndShare()).toMatchFileSnapshot('../../examples/fork-and-share.asm'));

  it('fits the pad', () => expect(assemble(forkAndShare(), PAD).length).toBeLessThanOrEqual(PAGE_BYTES));
});
