import type { Mistake } from '../survivorsOf.ts';

const mistake = (name: string, file: string, find: string, replace: string): Mistake => ({ name, change: { file: `x86/${file}`, find, replace } });

const RAM = 'ram.js';
const CACHE = 'decoded/codeCache.js';
const RUN = 'decoded/runDecoded.js';
const SEGMENT = 'segment.js';
const FLAGS = 'decoded/flagUse.js';
const GROUP = 'decoded/groupSteps.js';
const COMPUTATION = 'decoded/computation.js';
const BUILD = 'decoded/buildBlock.js';

export const DECODED_MISTAKES: readonly Mistake[] = [
  mistake('a write to watched code is not told', RAM, 'if ((flags & CODE) !== 0)\n            this.#forgetFrame(line);', ''),
  mistake('a reset of watched code is not told', RAM, 'if ((this.lineFlags[bootDirty[i]] & CODE) !== 0)\n                this.#forgetFrame(bootDirty[i]);', ''),
  mistake('an overwritten memory is not told', RAM, 'this.words.set(words);\n        this.#forgetAll();', 'this.words.set(words);'),
  mistake('the last line of a block is not watched', RAM, 'line <= last; line++)\n            this.lineFlags[line] |= CODE;', 'line < last; line++)\n            this.lineFlags[line] |= CODE;'),
  mistake('the cache hears and does nothing', CACHE, 'this.#pages[frame] = undefined;', ''),
  mistake('decoded stores do not look at the line', SEGMENT, 'lines[pa >> SHIFT] !== PLAIN', 'false'),
  mistake('decoded stores do not look at the second line', SEGMENT, '(pa & 3) === 0 || lines[(pa + 3) >> SHIFT] === PLAIN', 'true'),
  mistake('the right to read is not looked at', SEGMENT, '(entry & mask) === mask &&', 'entry !== 0 &&'),
  mistake('the right to write is not looked at', SEGMENT, '(entry & mask) !== mask', 'entry === 0'),
  mistake('a read may cross its page', SEGMENT, '(la & 0xfff) <= 0xffc', 'true'),
  mistake('a write may cross its page', SEGMENT, '(la & 0xfff) > 0xffc', 'false'),
  mistake('the segment of a read may end', SEGMENT, '(offset ^ TOP) >= this.readEnd', 'false'),
  mistake('the segment of a write may end', SEGMENT, '(offset ^ TOP) >= this.writeEnd', 'false'),
  mistake('the page of code may have lost its mapping', CACHE, '(entry & cpu.readMask) !== cpu.readMask', 'entry === 0'),
  mistake('frames are kept by linear page', CACHE, 'const frame = entry >>> 12;\n        const page', 'const frame = (la >>> 12) & 63;\n        const page'),
  mistake('a block in another page is taken for one in this', BUILD, '(this.#start ^ (this.#start + distance)) >> 12 === 0', 'true'),
  mistake('an instruction may begin behind the page', BUILD, 'start + draft.length <= (start | 0xfff)', 'true'),
  mistake('an instruction may end behind the page', 'decoded/decodeInstruction.js', 'this.#at < this.#end', 'true'),
  mistake('a block may run past the budget', RUN, 'block !== null && block.retired <= left', 'block !== null && left > 0'),
  mistake('decoded instructions run with TF set', RUN, '(cpu.flags & (TF | RF)) !== 0', 'false'),
  mistake('the code segment may have a limit', RUN, 'cpu.cs.limit !== -1', 'false'),
  mistake('flags stay uncomputed', RUN, 'settleFlags(cpu);\n    return 0;', 'return 0;'),
  mistake('a refused instruction counts', RUN, 'left -= block.before[at];', 'left -= block.before[at] + 1;'),
  mistake('a refused instruction is skipped', RUN, 'block.starts[at]', '(block.starts[at + 1] ?? block.starts[at])'),
  mistake('a taken jump counts the whole block', RUN, 'left -= exit.retired', 'left -= block.retired'),
  mistake('INC forgets the carry before it', 'decoded/arithmeticSteps.js', 'const kind = increments ? Lazy.Increment : Lazy.Decrement;\n    const step = increments ? 1 : -1;\n    return (cpu) => {\n        const carry = carryOf(cpu);', 'const kind = increments ? Lazy.Increment : Lazy.Decrement;\n    const step = increments ? 1 : -1;\n    return (cpu) => {\n        const carry = cpu.flags & CF;'),
  mistake('ADC adds a carry that is not computed', 'decoded/arithmeticSteps.js', 'settleFlags(cpu);\n    return operation === ADC', 'return operation === ADC'),
  mistake('a comparison of bytes is one of words', 'decoded/lazyFlags.js', 'const size = (32 - spare) >> 3;', 'const size = 4;'),
  mistake('an addition of bytes is one of words', 'decoded/arithmeticSteps.js', 'sized(Lazy.Add, size)', 'Lazy.Add'),
  mistake('a fused pair compares unsigned', 'decoded/decision.js', 'case 12: return a < b;', 'case 12: return a >>> 0 < b >>> 0;'),
  mistake('the last iteration of a string instruction is not left over', 'decoded/repeatedStrings.js', '(regs[ECX] >>> 0) - 1', '(regs[ECX] >>> 0)'),
  mistake('iterations of string instructions run past the budget', RUN, 'block.repeat(cpu, left - 1)', 'block.repeat(cpu, 4096)'),
  mistake('iterations of string instructions do not count', RUN, 'left -= block.repeat(cpu, left - 1)', 'block.repeat(cpu, left - 1)'),
  mistake('string instructions do not look at lines', 'decoded/repeatedStrings.js', 'cpu.lineFlags[line] !== SETTLED', 'false'),
  mistake('overlapping elements move at once', 'decoded/repeatedStrings.js', 'to <= from || from + bytes <= to', 'true'),
  mistake('string instructions go down like up', 'decoded/repeatedStrings.js', '(cpu.flags & DF) !== 0 ||', ''),
  mistake('a comparison ends at the first like elements', 'decoded/repeatedStrings.js', 'repeat !== REPNE', 'true'),
  mistake('the second byte of an opcode is taken for a string instruction', 'decoded/repeatedStrings.js', 'opcode & ~1', 'opcode & 0xfe'),
  mistake('flags that ADC adds are left out', FLAGS, 'operation === 2 || operation === 3 ?', 'false ?'),
  mistake('flags that a jump looks at are left out', FLAGS, 'const reg = (modrm >> 3) & 7;', 'if ((opcode & 0xf0) === 0x70)\n        return FlagUse.Keeps;\n    const reg = (modrm >> 3) & 7;'),
  mistake('a shift by no bits overwrites flags', FLAGS, 'if (count === 0)\n        return FlagUse.Looks;', ''),
  mistake('a division overwrites flags', FLAGS, 'operation < 6 ?', 'operation < 8 ?'),
  mistake('flags behind the block are not seen', FLAGS, 'let isSeen = true;', 'let isSeen = false;'),
  mistake('a move between comparison and jump may change what is compared', GROUP, 'return a === register || b === register;', 'return a === register;'),
  mistake('a refused load keeps the computation before it', 'decoded/tailedSteps.js', 'registers[changed] = old;', ''),
  mistake('a load hides flags that stay', GROUP, 'seen[load] && block', 'false && block'),
  mistake('two computations are one where the second needs another register', COMPUTATION, 'next.b !== NO_REGISTER || ', ''),
  mistake('two computations are one whatever the first masks', COMPUTATION, 'this.mask === -1 && ', ''),
  mistake('two computations toggle by what was', COMPUTATION, '|| next.toggled === to', ''),
  mistake('SHR keeps the sign', 'decoded/computationOf.js', 'shift: count, mask: -1 >>> count', 'shift: count'),
  mistake('MOVZX of AH is one of AL', 'decoded/computationOf.js', 'shift: isSecond ? 8 : 0', 'shift: 0'),
  mistake('MUL with a tail leaves the high word', 'decoded/tailedSteps.js', 'regs[EDX] = multiplyHigh(a, b);', ''),
  mistake('ROL with a tail shifts', 'decoded/tailedSteps.js', '(value << count) | (value >>> (32 - count))', 'value << count'),
  mistake('a quotient may overflow', 'decoded/multiplySteps.js', 'cpu.regs[EDX] >>> 0 >= operand >>> 0', 'operand === 0'),
];
