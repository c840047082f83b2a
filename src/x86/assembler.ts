import { AssemblyError, DATA_DIRECTIVES, parseDefinition, parseExpression, parseLine } from './asmParser.ts';
import type { Constants, Expression, Statement } from './asmParser.ts';
import { encodeInstruction } from './encoder.ts';

export { AssemblyError } from './asmParser.ts';

/** Rounds of layout; each one lengthens at least one jump, so real programs need a few. */
const ROUNDS_MAX = 1000;

/**
 * Assembles Intel syntax: one instruction a line, `label:`, `db dw dd`, `NAME equ VALUE` before the name is used, comments
 * after ; or #, prefixes as words (`rep movsb`, `lock add [ebx], eax`, `o16`, `a16`). `origin` is the address of the first byte.
 * @throws AssemblyError naming the line
 */
export function assemble(source: string, origin: number): Uint8Array {
  const constants = new Map<string, number>();
  const statements = source.split('\n').flatMap((text, i) => {
    const definition = parseDefinition(i + 1, text, constants);
    if (definition === null) return [parseLine(i + 1, text, constants)];
    constants.set(definition.name, definition.value);
    return [];
  });
  const layout = new Layout(statements, origin, constants);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const bytes = layout.round();
    if (bytes !== null) return Uint8Array.from(bytes);
  }
  throw new AssemblyError(1, 'the layout does not settle');
}

/** Places statements round by round: jumps begin short and grow when they do not reach, until nothing moves. */
class Layout {
  readonly #statements: readonly Statement[];
  readonly #origin: number;
  readonly #constants: Constants;
  readonly #labels = new Map<string, number>();
  /** Statements whose jump must be long. */
  readonly #long = new Set<Statement>();
  #known = false;

  constructor(statements: readonly Statement[], origin: number, constants: Constants) {
    this.#statements = statements;
    this.#origin = origin;
    this.#constants = constants;
    const seen = new Set<string>();
    for (const { label, line } of statements) {
      if (label === null) continue;
      if (constants.has(label)) throw new AssemblyError(line, `label "${label}" is a constant already`);
      if (seen.has(label)) throw new AssemblyError(line, `label "${label}" is defined twice`);
      seen.add(label);
    }
  }

  /** The program's bytes if no label moved and every jump reached, else null. */
  round(): number[] | null {
    const bytes: number[] = [];
    let settled = this.#known;
    for (const statement of this.#statements) {
      const address = (this.#origin + bytes.length) >>> 0;
      if (statement.label !== null && this.#labels.get(statement.label) !== address) {
        this.#labels.set(statement.label, address);
        settled = false;
      }
      const encoded = this.#encode(statement, address);
      if (encoded === null) {
        settled = false;
        this.#long.add(statement);
        bytes.push(...(this.#encode(statement, address) ?? []));
      } else bytes.push(...encoded);
    }
    this.#known = true;
    return settled ? bytes : null;
  }

  /** Bytes of a statement; null if it is a short jump that does not reach. */
  #encode(statement: Statement, address: number): number[] | null {
    if (statement.mnemonic === null) return [];
    if (Object.hasOwn(DATA_DIRECTIVES, statement.mnemonic)) {
      const width = DATA_DIRECTIVES[statement.mnemonic];
      return statement.data.flatMap((item) => this.#data(statement, item, width, address));
    }
    const valueOf = (expression: Expression): number => this.#value(statement, expression, address);
    const context = { address, valueOf, longJumps: this.#long.has(statement) };
    const { bytes, relativeByte } = encodeInstruction(statement, context);
    if (relativeByte && this.#known && !this.#reaches(statement, valueOf, address + bytes.length)) return null;
    return bytes;
  }

  #reaches(statement: Statement, valueOf: (expression: Expression) => number, end: number): boolean {
    const [target] = statement.operands;
    if (target.kind !== 'immediate') return true;
    const distance = (valueOf(target.value) - end) | 0;
    return distance >= -0x80 && distance <= 0x7f;
  }

  #data(statement: Statement, item: string, width: number, address: number): number[] {
    const text = item.trim();
    const quoted = /^(["'])(.*)\1$/.exec(text);
    if (quoted !== null && width === 1) return [...Buffer.from(quoted[2], 'latin1')];
    const value = this.#value(statement, parseExpression(statement.line, text, this.#constants), address);
    return Array.from({ length: width }, (_, i) => (value >> (8 * i)) & 0xff);
  }

  #value(statement: Statement, expression: Expression, address: number): number {
    let value = expression.constant;
    for (const { name, sign } of expression.labels) {
      const target = name === '$' ? address : this.#labels.get(name);
      if (target === undefined && this.#known) throw new AssemblyError(statement.line, `label "${name}" is not defined`);
      value += sign * (target ?? 0);
    }
    return value;
  }
}
