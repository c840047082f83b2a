import { PAD } from '../../abi/addressMap.ts';
import { ARGUMENT_REGISTERS, CALLS } from '../../abi/calls.ts';
import type { CallName } from '../../abi/calls.ts';
import type { BootConfiguration } from '../../abi/geometry.ts';
import { PAD_ADDRESS } from '../../check/pad.ts';
import type { PadOperation } from '../../check/pad.ts';
import type { RegisterSetting, Step, Store } from '../../check/step.ts';
import { disassemble } from '../../x86/disassembler.ts';

const SMALL_MAX = 4096;
const INSTRUCTIONS_SHOWN = 4;

/** Words are decimal while small; addresses and entries are hex. */
export const showWord = (value: number): string => (value >>> 0 < SMALL_MAX ? String(value >>> 0) : `0x${(value >>> 0).toString(16).padStart(8, '0')}`);

const showRegisters = (registers: RegisterSetting): string =>
  Object.entries(registers).filter(([name]) => name !== 'eflags').map(([name, value]) => `${name}=${showWord(Number(value))}`).join(', ');

const showStores = (stores: readonly Store[]): string =>
  stores.length === 0 ? '' : `, after storing ${stores.map(({ address, value, bytes }) => `[${showWord(address)}]=${showWord(value)}${bytes === 1 ? ' (byte)' : ''}`).join(' ')}`;

/** The bytes that the stores put at an address, as far as they go without a gap. */
const bytesAt = (stores: readonly Store[], address: number): Uint8Array => {
  const memory = new Map<number, number>();
  for (const store of stores) for (let i = 0; i < store.bytes; i++) memory.set((store.address + i) >>> 0, (store.value >>> (8 * i)) & 0xff);
  const bytes: number[] = [];
  for (let at = address; memory.has(at >>> 0); at++) bytes.push(memory.get(at >>> 0) ?? 0);
  return Uint8Array.from(bytes);
};

const showCode = (bytes: Uint8Array, address: number): string => {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length && lines.length < INSTRUCTIONS_SHOWN;) {
    const { text, length } = disassemble(bytes, at, (address + at) >>> 0);
    lines.push(text);
    at += length;
  }
  return lines.length === 0 ? '' : ` { ${lines.join('; ')} }`;
};

const showCall = (step: Extract<Step, { readonly kind: 'call' }>): string => {
  const { call, registers } = step;
  if (call === null) return `call ${showWord(registers.eax ?? 0)} (unknown)${showStores(step.stores)}`;
  const words: readonly string[] = CALLS[call].words;
  const named = words.map((word, i) => {
    const value = registers[ARGUMENT_REGISTERS[i]];
    return `${word}=${value === undefined ? 'as it was' : showWord(value)}`;
  });
  return `${call}(${named.join(', ')})${showStores(step.stores)}`;
};

/** The words of a call that registers hold, by name. */
export const showWords = (call: CallName, registers: RegisterSetting): string => {
  const words: readonly string[] = CALLS[call].words;
  return `${call}(${words.map((word, i) => `${word}=${showWord(registers[ARGUMENT_REGISTERS[i]] ?? 0)}`).join(', ')})`;
};

/** The machine code that a step executes, as an assembler would write it. */
export const showInstructions = (step: Step, boot: BootConfiguration): string | null => {
  const pad = (operation: PadOperation): string => disassemble(Uint8Array.from(boot.pad), PAD_ADDRESS[operation] - PAD, PAD_ADDRESS[operation]).text;
  const stores = (list: readonly Store[]): string[] => (list.length === 0 ? [] : [`${pad(list[0].bytes === 4 ? 'store32' : 'store8')} for ${list.length === 1 ? 'the store' : `each of ${list.length} stores`}`]);
  switch (step.kind) {
    case 'call': return [...stores(step.stores), pad('call')].join('; ');
    case 'user': return pad(step.operation);
    case 'raw': return [...stores(step.stores), `jump to ${showWord(step.eip)}${showCode(bytesAt(step.stores, step.eip), step.eip)}`].join('; ');
    case 'run':
    case 'wait':
    case 'idle': return null;
  }
};

/** One step in words: a call with its arguments by name, or the instructions that are run. */
export const describeStep = (step: Step, boot: BootConfiguration): string => {
  switch (step.kind) {
    case 'call': return showCall(step);
    case 'user': {
      const at = PAD_ADDRESS[step.operation];
      return `${disassemble(Uint8Array.from(boot.pad), at - PAD, at).text}  (pad ${step.operation}; ${showRegisters(step.registers)})`;
    }
    case 'raw': return `run ${step.instructions} at ${showWord(step.eip)}${showCode(bytesAt(step.stores, step.eip), step.eip)}${showStores(step.stores)}`;
    case 'run': return `run ${step.instructions} from where it stands`;
    case 'wait': return `wait ${step.cycles} cycles`;
    case 'idle': return 'idle until the timer fires';
  }
};
