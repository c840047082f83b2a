import type { Mistake } from '../survivorsOf.ts';

const mistake = (name: string, file: string, find: string, replace: string): Mistake => ({ name, change: { file: `x86/x87/${file}.js`, find, replace } });

const ROUNDING: readonly Mistake[] = [
  mistake('ties go up', 'rounding', '(extra !== 1 << 31 || lastBit(x, precision) !== 0)', 'true'),
  mistake('ties go down', 'rounding', '(extra !== 1 << 31 || lastBit(x, precision) !== 0)', '(extra !== 1 << 31)'),
  mistake('down is truncation', 'rounding', 'return x.sign !== 0;', 'return false;'),
  mistake('up is truncation', 'rounding', 'return x.sign === 0;', 'return false;'),
  mistake('truncation is up', 'rounding', 'default: return false;', 'default: return true;'),
  mistake('53 bits are 64', 'rounding', 'control === 2 ? 53 : 64', '64'),
  mistake('24 bits are 53', 'rounding', 'control === 0 ? 24 :', 'control === 0 ? 53 :'),
  mistake('what shifts out is forgotten', 'rounding', '(lost !== 0 ? 1 : 0)', '0'),
  mistake('what a word shift loses is forgotten', 'rounding', 'fpu.extra = x.low | (fpu.extra !== 0 ? 1 : 0);', 'fpu.extra = x.low;'),
  mistake('a carry out is lost', 'rounding', 'x.exponent++;', ';'),
  mistake('tiny before rounding', 'rounding', 'x.exponent < 0 || !reachesNormal(fpu, x, precision)', 'true'),
  mistake('underflow of exact results', 'rounding', 'if (fpu.extra !== 0)\n        fpu.flags |= tiny ? UE | PE : PE;', 'if (tiny) fpu.flags |= UE; if (fpu.extra !== 0)\n        fpu.flags |= PE;'),
  mistake('the wrapped exponent is off', 'rounding', 'const WRAP = 24576;', 'const WRAP = 24575;'),
  mistake('overflow is always infinite', 'rounding', 'fpu.roundedUp = toInfinity;\n    if (toInfinity)', 'fpu.roundedUp = toInfinity;\n    if (true)'),
  mistake('overflow is exact', 'rounding', 'fpu.flags |= OE | PE;', 'fpu.flags |= OE;'),
  mistake('a largest number of 53 bits has 64', 'rounding', 'precision === 53 ? ~0x7ff : -1', '-1'),
  mistake('C1 is not told', 'rounding', 'fpu.roundedUp = growsAt(fpu, x, precision);\n    if (fpu.roundedUp && grow(x, precision)) {', 'if (growsAt(fpu, x, precision) && grow(x, precision)) {'),
];

const ARITHMETIC: readonly Mistake[] = [
  mistake('a difference that is zero is positive', 'addition', '? 1 : 0;\n}\nfunction roundAlone', '? 0 : 0;\n}\nfunction roundAlone'),
  mistake('infinities of two signs add', 'addition', 'kindB === Kind.Infinity && a.sign !== b.sign', 'false'),
  mistake('a sum loses its carry', 'addition', 'if (high <= 0xffffffff)', 'if (true)'),
  mistake('no carry between words', 'addition', '+ (low > 0xffffffff ? 1 : 0)', ''),
  mistake('no borrow from below', 'addition', 'fpu.extra !== 0 ? 1 : 0;\n    fpu.extra = -fpu.extra', '0;\n    fpu.extra = -fpu.extra'),
  mistake('a number added to zero is not rounded', 'addition', 'to.normalise();\n    fpu.extra = 0;\n    round(fpu, to, precisionOf(fpu));', ''),
  mistake('subtraction adds', 'addition', 'b.sign ^= 1;', ';'),
  mistake('a product loses what is below 64 bits', 'multiplication', '(second | 0) | (low !== 0 ? 1 : 0)', '0'),
  mistake('a product loses a carry', 'multiplication', '+ Math.floor(second / WORD)', ''),
  mistake('zero times infinity', 'multiplication', 'if (infinite && zero) {', 'if (false) {'),
  mistake('a quotient is exact', 'division', 'quotient * divisor !== dividend', 'false'),
  mistake('a division by zero is silent', 'division', 'fpu.flags |= ZE;', ''),
  mistake('0/0 is a zero divide', 'division', 'kindA === Kind.Zero || kindA === Kind.Infinity)', 'kindA === Kind.Infinity)'),
  mistake('a root is exact', 'division', 'root * root !== radicand', 'false'),
  mistake('roots of negative numbers', 'division', 'if (x.sign !== 0) {', 'if (false) {'),
  mistake('denormals are not noticed', 'nans', 'fpu.flags |= DE;', ';'),
  mistake('the smaller NaN', 'nans', 'a.high >>> 0 > b.high >>> 0 ? a : b', 'a.high >>> 0 > b.high >>> 0 ? b : a'),
  mistake('a signalling NaN is quiet', 'nans', 'kindB === Kind.Signalling)\n        fpu.flags |= IE;', 'false)\n        fpu.flags |= IE;'),
  mistake('unsupported numbers are NaNs', 'nans', 'if (kindA === Kind.Unsupported || kindB === Kind.Unsupported) {', 'if (false) {'),
  mistake('FPREM1 truncates', 'remainder', 'if (nearest && (twice > divisor', 'if (false && (twice > divisor'),
  mistake('a quotient bit of FPREM is wrong', 'remainder', '(low & 2) !== 0 ? C3 : 0', '0'),
  mistake('FPREM is always complete', 'remainder', 'if (distance >= 64)', 'if (false)'),
  mistake('FPREM takes 32 steps', 'remainder', '(distance & 31) | 32', '32'),
  mistake('FSCALE rounds its second operand', 'scaling', 'const bits = x.exponent - BIAS + 1;', 'const bits = x.exponent - BIAS + 2;'),
  mistake('FXTRACT of 0', 'scaling', 'fpu.flags |= ZE;', ''),
  mistake('reversed operands', 'operations', 'add(fpu, b, a, true, to)', 'add(fpu, a, b, true, to)'),
];

const FORMATS: readonly Mistake[] = [
  mistake('denormal singles and doubles are normal', 'realFormats', 'x.wasDenormal = true;', ''),
  mistake('a single has the range of a double', 'realFormats', 'narrow(fpu, x, 24, SINGLE_BIAS, SINGLE_MAX);', 'narrow(fpu, x, 24, SINGLE_BIAS, DOUBLE_MAX);'),
  mistake('a double has 64 bits', 'realFormats', 'narrow(fpu, x, 53,', 'narrow(fpu, x, 64,'),
  mistake('integers are exact', 'integerFormats', 'if (fpu.extra !== 0)\n        fpu.flags |= PE;\n    if (x.sign === 0)', 'if (x.sign === 0)'),
  mistake('the least integer does not fit', 'integerFormats', '(x.sign === 0 ? 1 : 0)', '1'),
  mistake('quadwords have 63 bits', 'integerFormats', 'x.setInteger(1, lower === 0 ? -upper | 0 : ~upper, -lower | 0)', 'x.setInteger(1, ~upper, -lower | 0)'),
  mistake('FRNDINT is exact', 'integerFormats', 'if (fpu.extra !== 0)\n        fpu.flags |= PE;\n    if ((x.high', 'if ((x.high'),
  mistake('packed decimals have no sign', 'packedDecimal', 'sign << 7', '0'),
  mistake('nineteen digits', 'packedDecimal', 'value >= DIGITS_END', 'false'),
  mistake('a constant is truncated', 'constants', '(mode === Rounding.Nearest && nearestIsNext)', 'false'),
  mistake('all full registers have the tag 0', 'environment', 'if (kind === Kind.Zero)\n        return Tag.Zero;', ''),
  mistake('FNSTENV does not mask', 'environment', 'cpu.fpu.control |= EXCEPTIONS;', ''),
  mistake('FNSAVE does not initialise', 'environment', 'fpu.initialise();', ''),
  mistake('FXRSTOR keeps tags', 'fxState', 'fpu.full = readHalf(cpu, TAGS_AT) & 0xff;', ''),
];

const CONTROL: readonly Mistake[] = [
  mistake('pending exceptions are forgotten', 'availability', 'cpu.raise(Vector.MF, 0);\n    return false;', 'return true;'),
  mistake('unmasked exceptions do not keep registers', 'fpu', 'const refused = (before & ~this.#control) !== 0;', 'const refused = false;'),
  mistake('refused stores are inexact', 'fpu', 'this.flags & ~PE', 'this.flags'),
  mistake('ES is not told', 'fpu', '(this.pending ? ES | B : 0)', '0'),
  mistake('stack underflow is not told', 'fpu', 'stackUnderflow() {\n        this.flags |= IE | SF;', 'stackUnderflow() {\n        this.flags |= IE;'),
  mistake('stack overflow has C1 clear', 'fpu', 'this.roundedUp = true;', ''),
  mistake('pushes overwrite', 'loads', 'if (!fpu.isEmpty(7)) {', 'if (false) {'),
  mistake('FCOM does not mind quiet NaNs', 'comparison', 'if (!quiet ||', 'if ('),
  mistake('FUCOM minds quiet NaNs', 'comparison', 'if (!quiet ||', 'if (true ||'),
  mistake('zeros of two signs differ', 'comparison', 'return Relation.Equal;\n    if (kindA === Kind.Zero)', 'return a.sign === b.sign ? Relation.Equal : Relation.Less;\n    if (kindA === Kind.Zero)'),
  mistake('FXAM takes denormals for normal', 'comparison', 'case Kind.Denormal: return C3 | C2;', 'case Kind.Denormal: return C2;'),
  mistake('FCOMI keeps OF', 'registerForms', '~(CF | PF | AF | ZF | SF | OF)', '~(CF | PF | AF | ZF | SF)'),
  mistake('FCMOV has another condition', 'stackMoves', '[CF, ZF, CF | ZF, PF]', '[CF, ZF, ZF, PF]'),
  mistake('FXCH does not exchange', 'stackMoves', 'fpu.write(i, fpu.a);\n    fpu.write(0, fpu.b);', 'fpu.write(0, fpu.b);'),
  mistake('FFREE pops', 'stackMoves', 'fpu.setConditions(C1, 0);', 'fpu.pop();'),
  mistake('FDECSTP empties', 'functions', 'fpu.top = (fpu.top + steps) & 7;', 'fpu.top = (fpu.top + steps) & 7; fpu.full &= ~1;'),
  mistake('the last instruction is not remembered', 'escape', 'fpu.lastEip = cpu.eip;', ''),
];

/** Functions are compared to within a unit in the last place, so these are larger. */
const FUNCTIONS: readonly Mistake[] = [
  mistake('pi has 64 bits', 'trigonometry', '0xc90fdaa22168c234cn >> 2n', '0xc90fdaa22168c2340n >> 2n'),
  mistake('a quarter turn is forgotten', 'trigonometry', 'Number(turns & 3n)', 'Number(turns & 2n)'),
  mistake('tangents do not turn', 'trigonometry', 'if ((reduced.turns & 1) === 0)', 'if (true)'),
  mistake('logarithms are natural', 'logarithm', 'quotient(2n * ONE, LN2)', '2n * ONE'),
  mistake('log2(x+1) is that of x', 'logarithm', 'quotient(ONE, 2n * ONE + signed)', 'ONE / 2n'),
  mistake('powers are those of e', 'exponential', 'product(LN2, series(', 'product(ONE, series('),
  mistake('points on the left are on the right', 'arctangent', 'PI - arctangent(ratio(y, x))', 'arctangent(ratio(y, x))'),
  mistake('large arguments are reduced', 'trigonometry', 'x.exponent >= BIAS + ARGUMENT_BITS', 'x.exponent >= BIAS + 200'),
];

/** Deliberate mistakes in every part of the floating-point unit. */
export const X87_MISTAKES: readonly Mistake[] = [...ROUNDING, ...ARITHMETIC, ...FORMATS, ...CONTROL, ...FUNCTIONS];
