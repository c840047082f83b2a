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
  fild: 'fild dword ptr [ebx]',
  fistp: 'fistp dword ptr [ebx]',
  fldcw: 'fldcw word ptr [ebx]',
  fnstcw: 'fnstcw word ptr [ebx]',
  fninit: 'fninit',
  wait: 'wait',
} as const;

/** Names of the pad's operations. */
export type PadOperation = keyof typeof SOURCES;

const NAMES = Object.keys(SOURCES).filter((name): name is PadOperation => name in SOURCES);
const SLOT_BYTES = 16;

const eachOperation = <T>(value: (name: PadOperation, index: number) => T): Record<PadOperation, T> => {
  const at = (name: PadOperation): T => value(name, NAMES.indexOf(name));
  return {
    call: at('call'), store32: at('store32'), store8: at('store8'), load32: at('load32'), load8: at('load8'), exchange32: at('exchange32'),
    push: at('push'), pop: at('pop'), copyBytes: at('copyBytes'), nop: at('nop'), breakpoint: at('breakpoint'), divide: at('divide'),
    halt: at('halt'), interrupt: at('interrupt'), undefined: at('undefined'),
    fild: at('fild'), fistp: at('fistp'), fldcw: at('fldcw'), fnstcw: at('fnstcw'), fninit: at('fninit'), wait: at('wait'),
  };
};

/** Address of each operation. */
export const PAD_ADDRESS: Readonly<Record<PadOperation, number>> = eachOperation((_name, index) => PAD + index * SLOT_BYTES);

/** Where the pad's exception handlers of boot principals point: an instruction that is harmless to run. */
export const PAD_HANDLER = PAD_ADDRESS.nop;

const INSTRUCTIONS: Readonly<Record<PadOperation, Uint8Array>> = eachOperation((name) => assemble(SOURCES[name], PAD_ADDRESS[name]));

/** Length in bytes of each operation's instruction. */
export const PAD_LENGTH: Readonly<Record<PadOperation, number>> = eachOperation((name) => INSTRUCTIONS[name].length);

const UNIT_OPERATIONS = ['fild', 'fistp', 'fldcw', 'fnstcw', 'fninit', 'wait'] as const;
/** The operations on the floating-point unit. */
export type UnitOperation = (typeof UNIT_OPERATIONS)[number];
export const isUnitOperation = (operation: PadOperation): operation is UnitOperation => UNIT_OPERATIONS.some((name) => name === operation);

/** The eleven bits of an operation of the floating-point unit that it remembers as its opcode: the low three of the first byte, and ModRM. */
export const opcodeOf = (operation: PadOperation): number => (INSTRUCTIONS[operation][0] % 8) * 256 + INSTRUCTIONS[operation][1];

const slotBytes = (name: PadOperation): number[] => {
  const bytes = Array.from({ length: SLOT_BYTES }, () => 0);
  INSTRUCTIONS[name].forEach((byte, i) => { bytes[i] = byte; });
  return bytes;
};

/** The pad's machine code, for the boot configuration: slots filled up with zeros. */
export const PAD_CODE: readonly number[] = NAMES.flatMap(slotBytes);
