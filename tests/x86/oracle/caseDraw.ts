import { DOUBLE_SHIFT, DRAWN, drawInstruction, isString, prefixesOf } from './singleDraw.ts';
import type { Drawn } from './singleDraw.ts';
import { drawLowTarget, drawTarget, littleEndian } from './addressDraw.ts';
import { Draws } from './draws.ts';
import { EFLAGS, EIP, WORDS } from './liveFormat.ts';
import type { LiveCase, Patch } from './liveFormat.ts';
import { drawSequence } from './sequenceDraw.ts';
import { CODE, CODE_END, DATA, HARNESS_END, LANDING, PAGE, STACK, STACK_END, isData } from './world.ts';
import type { Instruction } from '../../../src/x86/instructionTable.ts';

const EAX = 0;
const ECX = 1;
const EDX = 2;
const EBX = 3;
const ESP = 4;
const EBP = 5;
const ESI = 6;
const EDI = 7;
const FIXED_AND_IF = 0x202;
const DF = 0x400;
/** CF PF AF ZF SF OF. */
const STATUS = 0x8d5;
/** What POPF may find: all but TF, which would single-step, and AC, which Linux arms. */
const POPPED = ~(0x100 | 0x40000);
/** The parts of a hundred which are sequences. */
const SEQUENCES = 15;

/** Where code stands: mostly inside a page, sometimes across the two pages or up to the end of what is mapped. */
const drawPlace = (draws: Draws): number => {
  if (draws.percent(8)) return CODE + PAGE - draws.between(1, 8);
  return draws.percent(5) ? CODE_END - draws.between(1, 8) : CODE + 0x100 + draws.below(0xe00);
};

const drawStackPointer = (draws: Draws): number => {
  if (draws.percent(75)) return STACK + 0x100 + draws.below(2 * PAGE - 0x200);
  return draws.percent(60) ? draws.pick([STACK, STACK_END, STACK + PAGE]) + draws.between(-40, 40) : drawTarget(draws);
};

const drawWords = (draws: Draws, at: number): Int32Array => {
  const words = new Int32Array(WORDS);
  for (let i = 0; i < EIP; i++) words[i] = draws.value();
  words[ESP] = drawStackPointer(draws);
  words[EIP] = at;
  words[EFLAGS] = FIXED_AND_IF | (draws.word() & STATUS) | (draws.percent(25) ? DF : 0);
  return words;
};

/** An address to jump to: INT3s of the code pages but not the instruction itself, or a page that is not mapped. */
const drawLanding = (draws: Draws, at: number, length: number): number => {
  if (draws.percent(10)) return draws.pick([0, HARNESS_END + PAGE, DATA - PAGE]) + draws.below(PAGE);
  if (draws.percent(20)) return LANDING + draws.below(PAGE);
  for (;;) {
    const target = CODE + draws.below(2 * PAGE);
    if (target < at || target >= at + length) return target;
  }
};

/** The displacement of a relative jump, which is all that such an instruction has behind its opcode. */
const relative = (draws: Draws, at: number, head: number[], form: 'Jb' | 'Jz'): number[] => {
  const { operandSize } = prefixesOf(head);
  const size = form === 'Jb' ? 1 : operandSize;
  const end = at + head.length + size;
  if (size !== 1) return littleEndian((operandSize === 2 ? LANDING + draws.below(PAGE) : drawLanding(draws, at, end - at)) - end, size);
  for (;;) {
    const displacement = draws.between(-128, 127);
    if (end + displacement < at || displacement >= 0) return [displacement & 0xff];
  }
};

/** Registers for string instructions: pointers to data and a count. */
const prepareString = (draws: Draws, words: Int32Array, addressSize: number): void => {
  for (const register of [ESI, EDI]) {
    words[register] = addressSize === 4 ? drawTarget(draws) : (words[register] & ~0xffff) | (drawLowTarget(draws) & 0xffff);
  }
  if (draws.percent(80)) words[ECX] = draws.below(24) | (addressSize === 2 && draws.percent(50) ? draws.word() & ~0xffff : 0);
  else if (draws.percent(50)) words[ECX] = draws.below(0x3000);
};

/** What single instructions need in registers beside the address of their operand. */
const prepare = (draws: Draws, { mnemonic, operands }: Instruction, words: Int32Array): void => {
  if (operands.includes('CL') && draws.percent(85)) words[ECX] = (words[ECX] & ~0xff) | draws.below(41);
  if (/^i?div$/.test(mnemonic) && draws.percent(70)) words[EDX] = draws.percent(50) ? draws.below(4) : words[EAX] >> 31;
  if (mnemonic.startsWith('bt') && draws.percent(75)) for (const register of [EAX, ECX, EDX, EBX, EBP, ESI, EDI]) words[register] = draws.between(-0x4000, 0x4000);
  if (/^(?:leave|enter)/.test(mnemonic) && draws.percent(90)) words[EBP] = drawStackPointer(draws);
  if (mnemonic.startsWith('xlat')) words[EBX] = drawTarget(draws);
  if (/^(?:loop|jecxz|jcxz)/.test(mnemonic)) words[ECX] = draws.percent(60) ? draws.pick([0, 1, 2, -1, 0x10000, 0x10001, 0x20000]) : draws.value();
  if (mnemonic.startsWith('popf') && !isData(words[ESP], 4)) words[ESP] = STACK + 0x100 + draws.below(PAGE);
};

/** What must lie on the stack: an address to return to, or flags. */
const stackPatches = (draws: Draws, mnemonic: string, words: Int32Array, at: number): Patch[] => {
  const top = words[ESP] >>> 0;
  if (!/^(?:ret|popf|popa?)/.test(mnemonic) || !isData(top, 4)) return [];
  const value = mnemonic.startsWith('ret') ? drawLanding(draws, at, 16) : mnemonic.startsWith('popf') ? draws.word() & POPPED : draws.value();
  return [{ address: top, bytes: Uint8Array.from(littleEndian(value, 4)) }];
};

/** Makes an indirect jump lead somewhere: through its register, or through its operand in memory. */
const aim = (draws: Draws, drawn: Drawn, words: Int32Array, at: number): Patch[] => {
  const target = drawLanding(draws, at, drawn.bytes.length);
  const { length } = prefixesOf(drawn.bytes);
  const modrm = drawn.bytes[length + 1];
  if (modrm >= 0xc0) words[modrm & 7] = target;
  return drawn.patches.map(({ address, bytes }) => ({ address, bytes: Uint8Array.from([...littleEndian(target, 4), ...bytes.subarray(4)]) }));
};

/** The bytes of code that lie in mapped pages. */
export const codePatch = (at: number, bytes: readonly number[]): Patch => ({ address: at, bytes: Uint8Array.from(bytes.slice(0, CODE_END - at)) });

const drawSingle = (draws: Draws, instruction: Instruction): LiveCase => {
  const at = drawPlace(draws);
  const words = drawWords(draws, at);
  prepare(draws, instruction, words);
  let drawn = drawInstruction(draws, instruction, { at, regs: words, inSequence: false });
  const [form] = instruction.operands;
  if (form === 'Jb' || form === 'Jz') drawn = { bytes: [...drawn.bytes, ...relative(draws, at, drawn.bytes, form)], patches: [] };
  // A double shift of 16 bits by more than 16 has no defined result.
  if (DOUBLE_SHIFT.test(instruction.mnemonic) && instruction.operands.includes('CL') && prefixesOf(drawn.bytes).operandSize === 2) words[ECX] &= ~0x10;
  if (isString(instruction)) prepareString(draws, words, prefixesOf(drawn.bytes).addressSize);
  const isIndirect = instruction.opcode === 0xff && /^(?:jmp|call)/.test(instruction.mnemonic);
  const operands = isIndirect ? aim(draws, drawn, words, at) : drawn.patches;
  return { instructions: 1, words, patches: [codePatch(at, drawn.bytes), ...operands, ...stackPatches(draws, instruction.mnemonic, words, at)] };
};

const drawProgram = (draws: Draws): LiveCase => {
  const at = CODE + 0x100 + draws.below(0xe00);
  const words = drawWords(draws, at);
  words[ESP] = STACK + 0x400 + draws.below(2 * PAGE - 0x800);
  for (const register of [EBX, ESI, EDI]) words[register] = drawTarget(draws);
  words[EBP] = drawStackPointer(draws);
  words[ECX] = draws.below(41);
  const { bytes, instructions } = drawSequence(draws, words);
  return { instructions, words, patches: [codePatch(at, bytes)] };
};

const draws = new Draws(0, 0);

/** Case `index` of a seed. Single instructions come in the order of the table, so that each gets its share. */
export const drawCase = (seed: number, index: number): LiveCase => {
  draws.restart(seed, index);
  return draws.percent(SEQUENCES) ? drawProgram(draws) : drawSingle(draws, DRAWN[index % DRAWN.length]);
};
