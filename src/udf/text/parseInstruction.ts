import type { UdfByteOrder, UdfInstruction, UdfLoad, UdfSignExtension, UdfStore, UdfWidth } from '../../abi/udfInstructions.ts';
import { UDF_ARITHMETIC, UDF_BYTE_ORDERS, UDF_CONDITIONS, UDF_LOADS, UDF_SIGN_EXTENSIONS, UDF_STORES } from '../../abi/udfInstructions.ts';
import { isInstruction, NO_OPERANDS } from '../encode.ts';
import type { Operands } from '../encode.ts';
import type { LineCursor, Token } from './lineCursor.ts';
import { ARITHMETIC_SIGN, CONDITION_SIGN, namesBySign, REGISTER_COUNT } from './spelling.ts';

/** One instruction as written; `target` is the name that a jump or a call leads to, if it is a name. */
export interface ParsedInstruction {
  readonly instruction: UdfInstruction;
  readonly operands: Operands;
  readonly target: Token | null;
}

interface Register {
  readonly number: number;
  readonly width: UdfWidth;
}

const arithmeticOf = namesBySign(ARITHMETIC_SIGN, UDF_ARITHMETIC);
const conditionOf = namesBySign(CONDITION_SIGN, UDF_CONDITIONS);

const INT32_MIN = -(2n ** 31n);
const INT32_MAX = 2n ** 31n - 1n;
const UINT32_MAX = 2n ** 32n - 1n;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;
const INT16_MIN = -(2n ** 15n);
const INT16_MAX = 2n ** 15n - 1n;

const EXAMPLES = 'write an instruction of spec/udf-files.md, such as r1 = r2, r1 = *(u32 *)(r2 + 4), if r1 == 0 goto out, call own, exit';

const parsed = (instruction: UdfInstruction, operands: Partial<Operands> = {}, target: Token | null = null): ParsedInstruction =>
  ({ instruction, operands: { ...NO_OPERANDS, ...operands }, target });

const registerOf = ({ kind, text }: Token): Register | null => {
  const match = kind === 'name' ? /^([rw])(0|[1-9]\d?)$/.exec(text) : null;
  if (match === null || Number(match[2]) >= REGISTER_COUNT) return null;
  return { number: Number(match[2]), width: match[1] === 'r' ? 64 : 32 };
};

const register = (line: LineCursor): Register => {
  const found = registerOf(line.next);
  if (found === null) line.fail(`${line.shown} is no register`, 'write one of r0 to r10, or w0 to w10 for its lower half');
  line.take();
  return found;
};

const registerOfWidth = (line: LineCursor, width: UdfWidth): number => {
  const token = line.next;
  const found = register(line);
  const letter = width === 64 ? 'r' : 'w';
  if (found.width !== width) line.fail(`'${token.text}' is of another width than the rest of the instruction`, `write ${letter}${found.number}`, token);
  return found.number;
};

/** The register of an address, or R10 beside it. Only whole registers hold addresses. */
const address = (line: LineCursor): { readonly base: number; readonly displacement: number } => {
  line.expect('(');
  const base = registerOfWidth(line, 64);
  const isBare = line.accept(')');
  const displacement = isBare ? 0 : Number(line.integer(INT16_MIN, INT16_MAX, 'displacement of an access'));
  if (!isBare) line.expect(')');
  return { base, displacement };
};

/** An immediate of 32 bits. A 64-bit instruction extends its sign, so that there only signed numbers mean what they say; a 32-bit one takes it as it is. */
const immediate = (line: LineCursor, isExtended: boolean): number => {
  const max = isExtended ? INT32_MAX : UINT32_MAX;
  const mend = isExtended ? `give a whole number from ${INT32_MIN} to ${max}, or load it with '= … ll'` : `give a whole number from ${INT32_MIN} to ${max}`;
  return Number(line.integer(INT32_MIN, max, 'number of 32 bits', mend));
};

/** `(u32 *)` behind the star that begins a load or a store: what lies at the address. */
const pointer = (line: LineCursor): Token => {
  line.expect('(');
  const type = line.take();
  line.expect('*');
  line.expect(')');
  return type;
};

const LOADS: ReadonlyMap<string, UdfLoad> = new Map(UDF_LOADS.map((load) => [load.toLowerCase(), load]));
const STORES: ReadonlyMap<string, UdfStore> = new Map(UDF_STORES.map((store) => [store.toLowerCase(), store]));
const EXTENSIONS: ReadonlyMap<string, UdfSignExtension> = new Map(UDF_SIGN_EXTENSIONS.map((name) => [name.replace('MOVSX', 's'), name]));
const BYTE_ORDERS: ReadonlyMap<string, UdfByteOrder> = new Map(UDF_BYTE_ORDERS.map((name) => [name.toLowerCase(), name]));

/** `*(u32 *)(r2 + 4)` behind `rD =`. A w register may stand for what has at most 32 bits without sign, since a load clears the rest. */
const load = (line: LineCursor, destination: Register, token: Token): ParsedInstruction => {
  const type = pointer(line);
  const memory = LOADS.get(type.text);
  if (memory === undefined) line.fail(`'${type.text}' is nothing that a load fetches`, 'write u8, u16, u32, u64, s8, s16 or s32', type);
  if (destination.width === 32 && (memory.startsWith('S') || memory === 'U64')) line.fail(`'${token.text}' is too narrow for this load`, `write r${destination.number}`, token);
  const { base, displacement } = address(line);
  return parsed({ form: 'load', memory }, { destination: destination.number, source: base, offset: displacement });
};

const store = (line: LineCursor): ParsedInstruction => {
  line.expect('*');
  const type = pointer(line);
  const memory = STORES.get(type.text);
  if (memory === undefined) line.fail(`'${type.text}' is nothing that a store leaves`, 'write u8, u16, u32 or u64', type);
  const { base, displacement } = address(line);
  line.expect('=');
  const value = line.next;
  if (value.kind !== 'name') return parsed({ form: 'store', memory, operand: 'immediate' }, { destination: base, offset: displacement, immediate: immediate(line, memory === 'U64') });
  const source = register(line);
  if (source.width === 32 && memory === 'U64') line.fail(`'${value.text}' is too narrow for this store`, `write r${source.number}`, value);
  return parsed({ form: 'store', memory, operand: 'register' }, { destination: base, offset: displacement, source: source.number });
};

/** `(s8)r2` behind `rD =`. */
const signExtension = (line: LineCursor, destination: Register): ParsedInstruction => {
  line.expect('(');
  const type = line.take();
  const operation = EXTENSIONS.get(type.text);
  const instruction = operation === undefined ? null : { form: 'signExtension', operation, width: destination.width } as const;
  if (instruction === null || !isInstruction(instruction)) line.fail(`'${type.text}' is no sign extension of ${destination.width} bits`, destination.width === 64 ? 'write s8, s16 or s32' : 'write s8 or s16', type);
  line.expect(')');
  return parsed(instruction, { destination: destination.number, source: registerOfWidth(line, destination.width) });
};

/** What is applied to the destination itself: `-r1`, `be16 r1`. */
const itself = (line: LineCursor, destination: Register): number => {
  const token = line.next;
  const operand = registerOfWidth(line, destination.width);
  if (operand !== destination.number) line.fail(`'${token.text}' is not the register that is set`, 'name the same register on both sides', token);
  return operand;
};

const constant = (line: LineCursor, destination: Register, token: Token): ParsedInstruction => {
  const value = line.integer(INT64_MIN, UINT64_MAX, 'number of 64 bits');
  line.expect('ll');
  if (destination.width === 32) line.fail(`'${token.text}' has 32 bits`, `write r${destination.number}`, token);
  return parsed({ form: 'constant' }, { destination: destination.number, constant: value });
};

const arithmetic = (line: LineCursor, operation: (typeof UDF_ARITHMETIC)[number], { number: destination, width }: Register): ParsedInstruction => {
  if (line.next.kind === 'name') return parsed({ form: 'arithmetic', operation, width, operand: 'register' }, { destination, source: registerOfWidth(line, width) });
  return parsed({ form: 'arithmetic', operation, width, operand: 'immediate' }, { destination, immediate: immediate(line, width === 64) });
};

/** What stands behind `rD =`. */
const assignment = (line: LineCursor, destination: Register, token: Token): ParsedInstruction => {
  const { next, afterNext } = line;
  const order = BYTE_ORDERS.get(next.text);
  if (line.accept('*')) return load(line, destination, token);
  if (next.text === '(') return signExtension(line, destination);
  if (next.text === '-' && afterNext.kind === 'name') {
    line.take();
    return parsed({ form: 'negation', width: destination.width }, { destination: itself(line, destination) });
  }
  if (order !== undefined) {
    if (destination.width === 32) line.fail(`'${token.text}' has 32 bits`, `write r${destination.number}`, token);
    line.take();
    return parsed({ form: 'byteOrder', operation: order }, { destination: itself(line, destination) });
  }
  // LLVM writes so what a 32-bit move does anyway: it clears the upper half.
  if (registerOf(next)?.width === 32) return arithmetic(line, 'MOV', { ...destination, width: 32 });
  if (next.kind === 'name' && afterNext.text === 'll') line.fail(`the address of ${line.shown} is no constant: nothing but metadata and stack can be read`, 'keep constants in the code');
  return line.behindInteger.text === 'll' ? constant(line, destination, token) : arithmetic(line, 'MOV', destination);
};

/** What begins with a register: `r1 = …`, `r1 += …`. */
const statement = (line: LineCursor): ParsedInstruction => {
  const token = line.next;
  const destination = register(line);
  const sign = line.next;
  const operation = arithmeticOf.get(sign.text);
  if (operation === undefined) line.fail(`${line.shown} is no operation`, `write one of ${[...arithmeticOf.keys()].join(' ')}`);
  line.take();
  if (destination.number === REGISTER_COUNT - 1) line.fail(`'${token.text}' cannot be changed`, 'copy it into another register', token);
  return operation === 'MOV' ? assignment(line, destination, token) : arithmetic(line, operation, destination);
};

/** Where a jump or a call leads: a name, or a distance in words. */
const distance = (line: LineCursor, min: bigint, max: bigint): { readonly words: number; readonly target: Token | null } => {
  if (line.next.kind === 'name') return { words: 0, target: line.take() };
  return { words: Number(line.integer(min, max, 'distance in words')), target: null };
};

const jump = (line: LineCursor): ParsedInstruction => {
  const { words, target } = distance(line, INT16_MIN, INT16_MAX);
  return parsed({ form: 'jump', distance: 'offset' }, { offset: words }, target);
};

const longJump = (line: LineCursor): ParsedInstruction => {
  const { words, target } = distance(line, INT32_MIN, INT32_MAX);
  return parsed({ form: 'jump', distance: 'immediate' }, { immediate: words }, target);
};

/** `if r1 s> -3 goto out` behind the `if`. */
const branch = (line: LineCursor): ParsedInstruction => {
  const { number: destination, width } = register(line);
  const condition = conditionOf.get(line.next.text);
  if (condition === undefined) line.fail(`${line.shown} is no comparison`, `write one of ${[...conditionOf.keys()].join(' ')}`);
  line.take();
  const isRegister = line.next.kind === 'name' && line.next.text !== 'goto';
  const operand = isRegister ? { source: registerOfWidth(line, width) } : { immediate: immediate(line, width === 64) };
  line.expect('goto');
  const { words, target } = distance(line, INT16_MIN, INT16_MAX);
  return parsed({ form: 'branch', condition, width, operand: isRegister ? 'register' : 'immediate' }, { destination, ...operand, offset: words }, target);
};

/** `call own`, `call 1`, `call pc+5`. */
const call = (line: LineCursor): ParsedInstruction => {
  const { next, afterNext } = line;
  if (next.text === 'pc' && (afterNext.text === '+' || afterNext.text === '-')) {
    line.take();
    return parsed({ form: 'callLocal' }, { immediate: Number(line.integer(INT32_MIN, INT32_MAX, 'distance in words')) });
  }
  if (next.kind === 'name') return parsed({ form: 'callLocal' }, {}, line.take());
  return parsed({ form: 'callHelper' }, { immediate: immediate(line, false) });
};

const WORDS: ReadonlyMap<string, (line: LineCursor) => ParsedInstruction> = new Map([
  ['exit', () => parsed({ form: 'exit' })], ['goto', jump], ['gotol', longJump], ['if', branch], ['call', call],
]);

/**
 * Reads the instruction that a line holds from where the cursor is. UDF-9.
 * @throws UdfFileError
 */
export const parseInstruction = (line: LineCursor): ParsedInstruction => {
  const { next } = line;
  const read = next.kind === 'name' ? WORDS.get(next.text) : undefined;
  if (read !== undefined) {
    line.take();
    return read(line);
  }
  if (next.text === '*') return store(line);
  if (!/^[rw]\d+$/.test(next.text)) line.fail(`${line.shown} begins no instruction of downloaded code`, EXAMPLES);
  return statement(line);
};
