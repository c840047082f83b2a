import { PAD, PAGE_BYTES } from '../abi/addressMap.ts';
import { assemble } from '../x86/assembler.ts';

/**
 * The pad: a frame of ready instructions that every environment is born with.
 * A user operation of a scenario is: set registers, set EIP to one of these,
 * run one instruction. Slots are sixteen bytes apart.
 */
const SOURCES = {
  call: 'int 0x30',
  store32: 'mov [ebx], eax',
  store8: 'mov [ebx], al',
  load32: 'mov eax, [ebx]',
  load8: 'movzx eax, byte ptr [ebx]',
  exchange32: 'xchg [ebx], eax',
  push: 'push eax',
  pop: 'pop eax',
  copyBytes: 'rep movsb',
  nop: 'nop',
  breakpoint: 'int3',
  divide: `div byte ptr [${PAD + PAGE_BYTES - 4}]`,
  halt: 'hlt',
  interrupt: 'int 0x21',
  undefined: 'db 0x0f, 0x0b',
} as const;

/** Names of the pad's operations. */
export type PadOperation = keyof typeof SOURCES;

const NAMES = Object.keys(SOURCES).filter((name): name is PadOperation => name in SOURCES);
const SLOT_BYTES = 16;

/** Address of each operation. */
export const PAD_ADDRESS: Readonly<Record<PadOperation, number>> = (() => {
  const addresses: Partial<Record<PadOperation, number>> = {};
  NAMES.forEach((name, index) => { addresses[name] = PAD + index * SLOT_BYTES; });
  return addresses as Record<PadOperation, number>;
})();

/** Where the pad's exception handlers of boot principals point: an instruction that is harmless to run. */
export const PAD_HANDLER = PAD_ADDRESS.nop;

const encode = (): { code: number[]; lengths: Record<PadOperation, number> } => {
  const code: number[] = [];
  const lengths: Partial<Record<PadOperation, number>> = {};
  NAMES.forEach((name, index) => {
    const bytes = assemble(SOURCES[name], PAD + index * SLOT_BYTES);
    lengths[name] = bytes.length;
    while (code.length < index * SLOT_BYTES) code.push(0);
    code.push(...bytes);
  });
  return { code, lengths: lengths as Record<PadOperation, number> };
};

const encoded = encode();
/** The pad's machine code, for the boot configuration. */
export const PAD_CODE: readonly number[] = encoded.code;
/** Length in bytes of each operation's instruction. */
export const PAD_LENGTH: Readonly<Record<PadOperation, number>> = encoded.lengths;
