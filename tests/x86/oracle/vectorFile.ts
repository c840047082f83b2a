/** Reads the recorded cases; README.md describes the format of the lines. */

export const REGISTERS = ['eax', 'ecx', 'edx', 'ebx', 'esp', 'ebp', 'esi', 'edi', 'eip', 'eflags'] as const;
export type Register = (typeof REGISTERS)[number];
export type Registers = Record<Register, number>;
export type Chunk = [address: number, bytes: Uint8Array];

export interface RecordedFault {
  vector: number;
  error: number | null;
  address: number | null;
}

export interface RecordedCase {
  /** The line's number in its file, from 1, as editors count. */
  line: number;
  code: Uint8Array;
  at: number;
  steps: number;
  before: Registers;
  memory: Chunk[];
  after: Registers;
  changes: Chunk[];
  fault: RecordedFault | null;
  /** Instructions which completed; less than asked for when a fault came, and null where nobody counted. */
  done: number | null;
}

const LETTERS = 'acdbspijxf';
const CODE = 0x401000;

const hex = (text: string): number => {
  if (!/^[0-9a-f]+$/.test(text)) throw new Error(`not a hexadecimal number: ${text}`);
  return Number.parseInt(text, 16);
};

const bytes = (text: string): Uint8Array => {
  if (!/^([0-9a-f]{2})+$/.test(text)) throw new Error(`not bytes in hexadecimal: ${text}`);
  return Uint8Array.from(Buffer.from(text, 'hex'));
};

const parseFault = (text: string): RecordedFault => {
  const [vector, error, address] = text.split(',');
  return {
    vector: Number(vector),
    error: error === undefined ? null : hex(error),
    address: address === undefined ? null : hex(address),
  };
};

interface Half {
  regs: Registers;
  memory: Chunk[];
  at: number;
  steps: number | '?' | null;
  fault: RecordedFault | null;
}

const parseHalf = (words: readonly string[], base: Registers): Half => {
  const half: Half = { regs: { ...base }, memory: [], at: CODE, steps: null, fault: null };
  for (const word of words) {
    const [left, right] = word.split(/[=:]/);
    const name = left === undefined ? undefined : REGISTERS[LETTERS.indexOf(left)];
    if (word.startsWith('@')) {
      half.at = hex(word.slice(1));
      half.regs.eip = half.at;
    } else if (word.startsWith('!')) half.fault = parseFault(word.slice(1));
    else if (left === undefined || right === undefined) throw new Error(`not understood: ${word}`);
    else if (word.includes(':')) half.memory.push([hex(left), bytes(right)]);
    else if (left === 'n') half.steps = right === '?' ? '?' : Number(right);
    else if (name !== undefined) half.regs[name] = hex(right);
    else throw new Error(`not understood: ${word}`);
  }
  return half;
};

const zeroRegisters: Registers = {
  eax: 0, ecx: 0, edx: 0, ebx: 0, esp: 0, ebp: 0, esi: 0, edi: 0, eip: 0, eflags: 0,
};

export const parseVectorFile = (text: string): RecordedCase[] => {
  const cases: RecordedCase[] = [];
  let defaults = zeroRegisters;
  for (const [index, content] of text.split('\n').entries()) {
    if (content === '') continue;
    if (content.startsWith('# ')) {
      defaults = parseHalf(content.slice(2).split(' '), zeroRegisters).regs;
      continue;
    }
    const words = content.split(' ');
    const middle = words.indexOf('>');
    const code = words[0];
    if (code === undefined || middle < 0) throw new Error(`line ${index + 1}: not a case`);
    const given = parseHalf(words.slice(1, middle), defaults);
    const found = parseHalf(words.slice(middle + 1), given.regs);
    const steps = Number(given.steps ?? 1);
    cases.push({
      line: index + 1,
      code: bytes(code),
      at: given.at,
      steps,
      before: given.regs,
      memory: given.memory,
      after: found.regs,
      changes: found.memory,
      fault: found.fault,
      done: found.steps === '?' ? null : (found.steps ?? steps),
    });
  }
  return cases;
};
