import { UsageError } from './usageError.ts';

/** What an option takes. */
export type OptionValue =
  | { readonly type: 'flag' }
  | { readonly type: 'natural'; readonly name: string; readonly min: number; readonly max: number }
  | { readonly type: 'seconds'; readonly name: string; readonly max: number }
  | { readonly type: 'choice'; readonly name: string; readonly choices: readonly string[] }
  | { readonly type: 'text'; readonly name: string };

/** One option of a command; `name` is without the dashes. Help is printed from the same table. */
export interface OptionSpec {
  readonly name: string;
  readonly value: OptionValue;
  readonly help: string;
}

/** What a command takes besides options. */
export interface OperandSpec {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/** A command line taken apart; every value has passed its option's bounds. */
export class Parsed {
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, string | number | true>;

  constructor(operands: readonly string[], values: ReadonlyMap<string, string | number | true>) {
    this.operands = operands;
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values.has(name);
  }

  number(name: string): number | null {
    const value = this.#values.get(name);
    return typeof value === 'number' ? value : null;
  }

  text(name: string): string | null {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : null;
  }
}

const readNatural = (option: string, text: string, min: number, max: number): number => {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`--${option} is '${text}'`, `give a whole number from ${min} to ${max}`);
};

const readSeconds = (option: string, text: string, max: number): number => {
  const value = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= max) return value;
  throw new UsageError(`--${option} is '${text}'`, `give seconds, more than 0 and at most ${max}`);
};

const readValue = (spec: OptionSpec, text: string): string | number => {
  const { name, value } = spec;
  switch (value.type) {
    case 'natural': return readNatural(name, text, value.min, value.max);
    case 'seconds': return readSeconds(name, text, value.max);
    case 'choice':
      if (value.choices.includes(text)) return text;
      throw new UsageError(`--${name} is '${text}'`, `give one of ${value.choices.join(', ')}`);
    case 'text':
      if (text !== '' && !text.includes('\0')) return text;
      throw new UsageError(`--${name} is empty or has a zero character`, `give ${value.name}`);
    case 'flag': throw new UsageError(`--${name} takes no value`, `write --${name} alone`);
  }
};

const specOf = (specs: readonly OptionSpec[], word: string, command: string): OptionSpec => {
  const found = specs.find(({ name }) => `--${name}` === word);
  if (found !== undefined) return found;
  const known = specs.length === 0 ? 'it takes none' : `it takes ${specs.map(({ name }) => `--${name}`).join(' ')}`;
  throw new UsageError(`${command} has no option '${word}'`, known);
};

const checkOperands = (operands: readonly string[], spec: OperandSpec, command: string): void => {
  if (operands.length < spec.min) throw new UsageError(`${command} lacks ${spec.name}`, `see xok help ${command}`);
  if (operands.length > spec.max) throw new UsageError(`${command} does not take '${operands[spec.max]}'`, spec.max === 0 ? 'leave it out' : `give at most ${spec.max} ${spec.name}`);
  const bad = operands.find((operand) => operand === '' || operand.includes('\0'));
  if (bad !== undefined) throw new UsageError(`a ${spec.name} is empty or has a zero character`, `see xok help ${command}`);
};

const isKnown = (specs: readonly OptionSpec[], word: string): boolean => specs.some(({ name }) => word === `--${name}` || word.startsWith(`--${name}=`));

/**
 * Takes a command line apart by the command's tables. If it is lenient, what they do not know counts as an operand, and operands
 * are not checked.
 * @throws UsageError
 */
export const parseOptions = (command: string, words: readonly string[], specs: readonly OptionSpec[], operandSpec: OperandSpec, isLenient = false): Parsed => {
  const values = new Map<string, string | number | true>();
  const operands: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word.startsWith('-') || word === '-' || (isLenient && !isKnown(specs, word))) {
      operands.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const spec = specOf(specs, equals < 0 ? word : word.slice(0, equals), command);
    if (values.has(spec.name)) throw new UsageError(`--${spec.name} is given twice`, 'give it once');
    if (spec.value.type === 'flag' && equals < 0) {
      values.set(spec.name, true);
      continue;
    }
    const text = equals < 0 ? words[++i] : word.slice(equals + 1);
    if (spec.value.type !== 'flag' && (text === undefined || (equals < 0 && text.startsWith('--'))))
      throw new UsageError(`--${spec.name} lacks its value`, `write --${spec.name} ${spec.value.name}`);
    values.set(spec.name, readValue(spec, text));
  }
  if (!isLenient) checkOperands(operands, operandSpec, command);
  return new Parsed(operands, values);
};
