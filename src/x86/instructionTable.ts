import { X87_ROWS, isEscape } from './x87/x87Table.ts';

/**
 * The one table of instructions that assembler, disassembler, LOCK check and coverage test share. The notation of
 * operands is that of the SDM's opcode maps (vol. 2D section A.2): E r/m, G reg field, Z register in the opcode,
 * I immediate, J relative target, O absolute address, A far pointer, M memory only, S segment register; b byte, w word,
 * v word or doubleword by operand size, z immediate of the operand size, s byte sign-extended to it. In the floating-point
 * unit's: d doubleword, q quadword, t ten bytes, ST the top of its stack, STi the register of the stack in the opcode.
 */
export type OperandForm =
  | 'Eb' | 'Ew' | 'Ev' | 'Ed' | 'Gb' | 'Gw' | 'Gv' | 'Gd' | 'Zb' | 'Zv' | 'M' | 'Sw' | 'Cd' | 'Dd'
  | 'Ib' | 'Iw' | 'Iz' | 'Is' | 'Jb' | 'Jz' | 'Ob' | 'Ov' | 'Ap' | 'AL' | 'eAX' | 'CL' | 'DX' | '1'
  | 'ES' | 'CS' | 'SS' | 'DS' | 'FS' | 'GS' | 'Mw' | 'Md' | 'Mq' | 'Mt' | 'ST' | 'STi' | 'AX';

export interface Instruction {
  readonly mnemonic: string;
  /** Name under a 16-bit operand size, where it differs. */
  readonly mnemonic16: string;
  /** One byte, or two: 0x0F and the second byte, or an opcode of the floating-point unit and its ModRM byte if that names no memory. */
  readonly opcode: number;
  /** What the reg field of ModRM must be, -1 if it is an operand or there is none. */
  readonly extension: number;
  readonly operands: readonly OperandForm[];
  /** LOCK may precede it when its destination is memory. */
  readonly lockable: boolean;
  /** #GP(0) at CPL 3 (with IOPL 0). */
  readonly privileged: boolean;
  /** A second encoding of an instruction that stands elsewhere: decoded, never assembled. */
  readonly alias: boolean;
  /** A ModRM memory operand is required. */
  readonly memoryOnly: boolean;
}

interface RowOptions {
  readonly extension?: number;
  readonly mnemonic16?: string;
  readonly lockable?: boolean;
  readonly privileged?: boolean;
  readonly alias?: boolean;
}

const FORMS: ReadonlySet<string> = new Set<OperandForm>([
  'Eb', 'Ew', 'Ev', 'Ed', 'Gb', 'Gw', 'Gv', 'Gd', 'Zb', 'Zv', 'M', 'Sw', 'Cd', 'Dd',
  'Ib', 'Iw', 'Iz', 'Is', 'Jb', 'Jz', 'Ob', 'Ov', 'Ap', 'AL', 'eAX', 'CL', 'DX', '1',
  'ES', 'CS', 'SS', 'DS', 'FS', 'GS', 'Mw', 'Md', 'Mq', 'Mt', 'ST', 'STi', 'AX',
]);

const MEMORY_FORM = /^M[wdqt]?$/;

function isForm(text: string): text is OperandForm {
  return FORMS.has(text);
}

function row(opcode: number, mnemonic: string, operandList: string, options: RowOptions = {}): Instruction {
  const operands = operandList === '' ? [] : operandList.split(',').map((text) => {
    if (!isForm(text)) throw new Error(`unknown operand form ${text}`);
    return text;
  });
  return {
    opcode, mnemonic, operands,
    mnemonic16: options.mnemonic16 ?? mnemonic,
    extension: options.extension ?? -1,
    lockable: options.lockable ?? false,
    privileged: options.privileged ?? false,
    alias: options.alias ?? false,
    memoryOnly: operands.some((form) => MEMORY_FORM.test(form)),
  };
}

/** Names of the sixteen conditions by number. */
export const CONDITIONS = ['o', 'no', 'b', 'ae', 'e', 'ne', 'be', 'a', 's', 'ns', 'p', 'np', 'l', 'ge', 'le', 'g'] as const;

const LOCKABLE = { lockable: true };
const PRIVILEGED = { privileged: true };

function arithmeticRows(): Instruction[] {
  return ['add', 'or', 'adc', 'sbb', 'and', 'sub', 'xor', 'cmp'].flatMap((name, number) => {
    const lockable = name !== 'cmp';
    const first = number * 8;
    const group = { extension: number, lockable };
    return [
      row(first + 4, name, 'AL,Ib'), row(0x83, name, 'Ev,Is', group), row(first + 5, name, 'eAX,Iz'),
      row(first, name, 'Eb,Gb', { lockable }), row(first + 1, name, 'Ev,Gv', { lockable }),
      row(first + 2, name, 'Gb,Eb'), row(first + 3, name, 'Gv,Ev'),
      row(0x80, name, 'Eb,Ib', group), row(0x81, name, 'Ev,Iz', group),
      row(0x82, name, 'Eb,Ib', { ...group, alias: true }),
    ];
  });
}

function shiftRows(): Instruction[] {
  return ['rol', 'ror', 'rcl', 'rcr', 'shl', 'shr', 'shl', 'sar'].flatMap((name, extension) => {
    const options = { extension, alias: extension === 6 };
    return [
      row(0xd0, name, 'Eb,1', options), row(0xd1, name, 'Ev,1', options),
      row(0xd2, name, 'Eb,CL', options), row(0xd3, name, 'Ev,CL', options),
      row(0xc0, name, 'Eb,Ib', options), row(0xc1, name, 'Ev,Ib', options),
    ];
  });
}

function conditionRows(): Instruction[] {
  return CONDITIONS.flatMap((condition, number) => [
    row(0x70 + number, `j${condition}`, 'Jb'),
    row(0x0f80 + number, `j${condition}`, 'Jz'),
    row(0x0f90 + number, `set${condition}`, 'Eb'),
    row(0x0f40 + number, `cmov${condition}`, 'Gv,Ev'),
  ]);
}

function bitTestRows(): Instruction[] {
  return ['bt', 'bts', 'btr', 'btc'].flatMap((name, number) => {
    const lockable = name !== 'bt';
    return [row(0x0fa3 + number * 8, name, 'Ev,Gv', { lockable }), row(0x0fba, name, 'Ev,Ib', { extension: 4 + number, lockable })];
  });
}

function group3Rows(): Instruction[] {
  const rows = ['not', 'neg', 'mul', 'imul', 'div', 'idiv'].flatMap((name, index) => {
    const options = { extension: index + 2, lockable: index < 2 };
    return [row(0xf6, name, 'Eb', options), row(0xf7, name, 'Ev', options)];
  });
  return [
    row(0xf6, 'test', 'Eb,Ib', { extension: 0 }), row(0xf7, 'test', 'Ev,Iz', { extension: 0 }),
    row(0xf6, 'test', 'Eb,Ib', { extension: 1, alias: true }), row(0xf7, 'test', 'Ev,Iz', { extension: 1, alias: true }), ...rows,
  ];
}

function stringRows(): Instruction[] {
  const strings: readonly (readonly [number, string])[] = [[0xa4, 'movs'], [0xa6, 'cmps'], [0xaa, 'stos'], [0xac, 'lods'], [0xae, 'scas']];
  const ports: readonly (readonly [number, string])[] = [[0x6c, 'ins'], [0x6e, 'outs']];
  const both = (opcode: number, name: string, options: RowOptions): Instruction[] => [
    row(opcode, `${name}b`, '', options), row(opcode + 1, `${name}d`, '', { ...options, mnemonic16: `${name}w` }),
  ];
  return [...strings.flatMap(([opcode, name]) => both(opcode, name, {})), ...ports.flatMap(([opcode, name]) => both(opcode, name, PRIVILEGED))];
}

function moveRows(): Instruction[] {
  return [
    row(0xa0, 'mov', 'AL,Ob'), row(0xa1, 'mov', 'eAX,Ov'), row(0xa2, 'mov', 'Ob,AL'), row(0xa3, 'mov', 'Ov,eAX'),
    row(0x88, 'mov', 'Eb,Gb'), row(0x89, 'mov', 'Ev,Gv'), row(0x8a, 'mov', 'Gb,Eb'), row(0x8b, 'mov', 'Gv,Ev'),
    row(0xb0, 'mov', 'Zb,Ib'), row(0xb8, 'mov', 'Zv,Iz'),
    row(0xc6, 'mov', 'Eb,Ib', { extension: 0 }), row(0xc7, 'mov', 'Ev,Iz', { extension: 0 }),
    row(0x0fb6, 'movzx', 'Gv,Eb'), row(0x0fb7, 'movzx', 'Gv,Ew'), row(0x0fbe, 'movsx', 'Gv,Eb'), row(0x0fbf, 'movsx', 'Gv,Ew'),
    row(0x8d, 'lea', 'Gv,M'),
    row(0x90, 'nop', ''), row(0x90, 'xchg', 'eAX,Zv'), row(0x86, 'xchg', 'Eb,Gb', LOCKABLE), row(0x87, 'xchg', 'Ev,Gv', LOCKABLE),
    row(0x84, 'test', 'Eb,Gb'), row(0x85, 'test', 'Ev,Gv'), row(0xa8, 'test', 'AL,Ib'), row(0xa9, 'test', 'eAX,Iz'),
    row(0x40, 'inc', 'Zv'), row(0x48, 'dec', 'Zv'),
    row(0xfe, 'inc', 'Eb', { extension: 0, lockable: true }), row(0xfe, 'dec', 'Eb', { extension: 1, lockable: true }),
    row(0xff, 'inc', 'Ev', { extension: 0, lockable: true }), row(0xff, 'dec', 'Ev', { extension: 1, lockable: true }),
    row(0x0faf, 'imul', 'Gv,Ev'), row(0x6b, 'imul', 'Gv,Ev,Is'), row(0x69, 'imul', 'Gv,Ev,Iz'),
    row(0x98, 'cwde', '', { mnemonic16: 'cbw' }), row(0x99, 'cdq', '', { mnemonic16: 'cwd' }),
    row(0xd7, 'xlat', ''), row(0x9e, 'sahf', ''), row(0x9f, 'lahf', ''), row(0xf5, 'cmc', ''), row(0xf8, 'clc', ''), row(0xf9, 'stc', ''),
    row(0xfc, 'cld', ''), row(0xfd, 'std', ''),
  ];
}

/** The far pointers in memory are named by 'M': an offset of the operand size, then a selector. */
function segmentRows(): Instruction[] {
  const stackOpcodes: readonly (readonly [OperandForm, number])[] = [['ES', 0x06], ['CS', 0x0e], ['SS', 0x16], ['DS', 0x1e], ['FS', 0x0fa0], ['GS', 0x0fa8]];
  return [
    row(0x8c, 'mov', 'Ev,Sw'), row(0x8e, 'mov', 'Sw,Ew'),
    ...stackOpcodes.map(([form, opcode]) => row(opcode, 'push', form)),
    // One byte behind PUSH CS is the escape to the second map.
    ...stackOpcodes.filter(([form]) => form !== 'CS').map(([form, opcode]) => row(opcode + 1, 'pop', form)),
    row(0xc4, 'les', 'Gv,M'), row(0xc5, 'lds', 'Gv,M'), row(0x0fb2, 'lss', 'Gv,M'), row(0x0fb4, 'lfs', 'Gv,M'), row(0x0fb5, 'lgs', 'Gv,M'),
    row(0x9a, 'callf', 'Ap'), row(0xea, 'jmpf', 'Ap'), row(0xff, 'callf', 'M', { extension: 3 }), row(0xff, 'jmpf', 'M', { extension: 5 }),
    row(0xcb, 'retf', ''), row(0xca, 'retf', 'Iw'), row(0x63, 'arpl', 'Ew,Gw'), row(0x62, 'bound', 'Gv,M'),
  ];
}

function decimalRows(): Instruction[] {
  return [
    row(0x27, 'daa', ''), row(0x2f, 'das', ''), row(0x37, 'aaa', ''), row(0x3f, 'aas', ''), row(0xd4, 'aam', 'Ib'), row(0xd5, 'aad', 'Ib'),
  ];
}

/** What the 486, the Pentium and the Pentium Pro added, and the bit instructions of the 386. */
function laterRows(): Instruction[] {
  return [
    row(0x0fbc, 'bsf', 'Gv,Ev'), row(0x0fbd, 'bsr', 'Gv,Ev'),
    row(0x0fa4, 'shld', 'Ev,Gv,Ib'), row(0x0fa5, 'shld', 'Ev,Gv,CL'), row(0x0fac, 'shrd', 'Ev,Gv,Ib'), row(0x0fad, 'shrd', 'Ev,Gv,CL'),
    row(0x0fb0, 'cmpxchg', 'Eb,Gb', LOCKABLE), row(0x0fb1, 'cmpxchg', 'Ev,Gv', LOCKABLE),
    row(0x0fc0, 'xadd', 'Eb,Gb', LOCKABLE), row(0x0fc1, 'xadd', 'Ev,Gv', LOCKABLE),
    row(0x0fc7, 'cmpxchg8b', 'M', { extension: 1, lockable: true }), row(0x0fc8, 'bswap', 'Zv'),
    row(0x0fa2, 'cpuid', ''), row(0x0f31, 'rdtsc', ''), row(0x0f0b, 'ud2', ''), row(0x0f1f, 'nop', 'Ev'),
    ...[0x0f18, 0x0f19, 0x0f1a, 0x0f1b, 0x0f1c, 0x0f1d, 0x0f1e].map((opcode) => row(opcode, 'nop', 'Ev', { alias: true })),
  ];
}

function stackRows(): Instruction[] {
  return [
    row(0x50, 'push', 'Zv'), row(0x58, 'pop', 'Zv'), row(0x6a, 'push', 'Is'), row(0x68, 'push', 'Iz'),
    row(0xff, 'push', 'Ev', { extension: 6 }), row(0x8f, 'pop', 'Ev', { extension: 0 }),
    row(0x60, 'pusha', '', { mnemonic16: 'pushaw' }), row(0x61, 'popa', '', { mnemonic16: 'popaw' }),
    row(0x9c, 'pushf', '', { mnemonic16: 'pushfw' }), row(0x9d, 'popf', '', { mnemonic16: 'popfw' }),
    row(0xc8, 'enter', 'Iw,Ib'), row(0xc9, 'leave', '', { mnemonic16: 'leavew' }),
  ];
}

function controlRows(): Instruction[] {
  return [
    row(0xeb, 'jmp', 'Jb'), row(0xe9, 'jmp', 'Jz'), row(0xff, 'jmp', 'Ev', { extension: 4 }),
    row(0xe8, 'call', 'Jz'), row(0xff, 'call', 'Ev', { extension: 2 }),
    row(0xc3, 'ret', '', { mnemonic16: 'retw' }), row(0xc2, 'ret', 'Iw', { mnemonic16: 'retw' }),
    row(0xe0, 'loopne', 'Jb'), row(0xe1, 'loope', 'Jb'), row(0xe2, 'loop', 'Jb'), row(0xe3, 'jecxz', 'Jb'),
    row(0xcc, 'int3', ''), row(0xcd, 'int', 'Ib'), row(0xce, 'into', ''), row(0xcf, 'iret', '', { mnemonic16: 'iretw' }),
  ];
}

function floatingPointRows(): Instruction[] {
  return [
    ...X87_ROWS.map(({ opcode, mnemonic, operands, extension }) => row(opcode, mnemonic, operands, { extension })),
    row(0x9b, 'wait', ''), row(0x0fae, 'fxsave', 'M', { extension: 0 }), row(0x0fae, 'fxrstor', 'M', { extension: 1 }),
  ];
}

function privilegedRows(): Instruction[] {
  return [
    row(0xf4, 'hlt', '', PRIVILEGED), row(0xfa, 'cli', '', PRIVILEGED), row(0xfb, 'sti', '', PRIVILEGED),
    row(0xe4, 'in', 'AL,Ib', PRIVILEGED), row(0xe5, 'in', 'eAX,Ib', PRIVILEGED), row(0xe6, 'out', 'Ib,AL', PRIVILEGED), row(0xe7, 'out', 'Ib,eAX', PRIVILEGED),
    row(0xec, 'in', 'AL,DX', PRIVILEGED), row(0xed, 'in', 'eAX,DX', PRIVILEGED), row(0xee, 'out', 'DX,AL', PRIVILEGED), row(0xef, 'out', 'DX,eAX', PRIVILEGED),
    row(0x0f00, 'lldt', 'Ew', { extension: 2, privileged: true }), row(0x0f00, 'ltr', 'Ew', { extension: 3, privileged: true }),
    row(0x0f01, 'lgdt', 'M', { extension: 2, privileged: true }), row(0x0f01, 'lidt', 'M', { extension: 3, privileged: true }),
    row(0x0f01, 'lmsw', 'Ew', { extension: 6, privileged: true }), row(0x0f01, 'invlpg', 'M', { extension: 7, privileged: true }),
    row(0x0f06, 'clts', '', PRIVILEGED), row(0x0f08, 'invd', '', PRIVILEGED), row(0x0f09, 'wbinvd', '', PRIVILEGED),
    row(0x0f20, 'mov', 'Ed,Cd', PRIVILEGED), row(0x0f22, 'mov', 'Cd,Ed', PRIVILEGED),
    row(0x0f21, 'mov', 'Ed,Dd', PRIVILEGED), row(0x0f23, 'mov', 'Dd,Ed', PRIVILEGED),
    row(0x0f30, 'wrmsr', '', PRIVILEGED), row(0x0f32, 'rdmsr', '', PRIVILEGED),
  ];
}

/** Every instruction; of several encodings that fit, the assembler takes the first. */
export const INSTRUCTIONS: readonly Instruction[] = [
  ...arithmeticRows(), ...moveRows(), ...shiftRows(), ...bitTestRows(), ...group3Rows(), ...stackRows(),
  ...segmentRows(), ...decimalRows(), ...laterRows(), ...controlRows(), ...conditionRows(), ...stringRows(), ...floatingPointRows(), ...privilegedRows(),
];

/** Whether the instruction has a ModRM byte. */
export function hasModrm(instruction: Instruction): boolean {
  return instruction.extension >= 0 || instruction.operands.some((form) => /^([EG][bwvd]|M[wdqt]?|Sw|Cd|Dd)$/.test(form));
}

const MODRM_OPCODES: ReadonlySet<number> = new Set(INSTRUCTIONS.filter(hasModrm).map((instruction) => instruction.opcode));

/** Whether implemented instructions of an opcode have a ModRM byte; those of one opcode agree in that. */
export function opcodeHasModrm(opcode: number): boolean {
  return MODRM_OPCODES.has(opcode);
}

function indexKey(opcode: number, extension: number): number {
  return opcode * 16 + extension + 1;
}

/** Rows by opcode and extension; a row with a register in the opcode stands at each of its eight opcodes. */
const INDEX: ReadonlyMap<number, Instruction> = buildIndex();

function buildIndex(): Map<number, Instruction> {
  const index = new Map<number, Instruction>();
  for (const instruction of INSTRUCTIONS) {
    const inOpcode = instruction.operands.some((form) => form === 'Zb' || form === 'Zv' || form === 'STi');
    for (let register = 0; register < (inOpcode ? 8 : 1); register++) {
      const key = indexKey(instruction.opcode + register, instruction.extension);
      if (!index.has(key)) index.set(key, instruction);
    }
  }
  return index;
}

/** The row of an opcode; `modrm` is looked at only if the opcode is a group. Undefined: not implemented. */
export function findInstruction(opcode: number, modrm: number): Instruction | undefined {
  if (isEscape(opcode) && modrm >= 0xc0) return INDEX.get(indexKey((opcode << 8) | modrm, -1));
  const plain = INDEX.get(indexKey(opcode, -1));
  const found = plain ?? INDEX.get(indexKey(opcode, (modrm >> 3) & 7));
  return found !== undefined && fitsModrm(found, modrm) ? found : undefined;
}

/** Refuses register forms of memory-only rows and the numbers of segment and control registers that do not exist. */
function fitsModrm(instruction: Instruction, modrm: number): boolean {
  const register = (modrm >> 3) & 7;
  if (instruction.memoryOnly && modrm >= 0xc0) return false;
  // CS can be read but not loaded.
  if (instruction.operands.includes('Sw')) return register < 6 && !(instruction.operands[0] === 'Sw' && register === 1);
  if (instruction.operands.includes('Cd')) return register !== 1 && register <= 4;
  return true;
}

/** Whether LOCK may precede the instruction: listed, and with a memory destination. */
export function permitsLock(opcode: number, modrm: number): boolean {
  return modrm < 0xc0 && (findInstruction(opcode, modrm)?.lockable ?? false);
}

/** One line for each implemented instruction: mnemonic, operands, opcode and extension. */
export function listImplemented(): readonly string[] {
  return INSTRUCTIONS.map((instruction) => {
    const extension = instruction.extension < 0 ? '' : ` /${instruction.extension}`;
    const opcode = instruction.opcode.toString(16).padStart(instruction.opcode > 0xff ? 4 : 2, '0');
    const right = instruction.privileged ? ' (privileged)' : '';
    return `${instruction.mnemonic} ${instruction.operands.join(', ')}`.trim() + ` = ${opcode}${extension}${right}`;
  });
}
