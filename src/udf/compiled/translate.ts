import { Broken } from '../../abi/broken.ts';
import { UDF_METADATA, UDF_STACK_END, UDF_WORDS_MAX, UDF_WORD_BYTES } from '../../abi/udf.ts';
import { decodeWords } from '../decode.ts';
import { CodeWriter } from './codeWriter.ts';
import { readControlFlow } from './controlFlow.ts';
import type { ControlFlow } from './controlFlow.ts';
import { found } from './found.ts';
import { writeFunction } from './functionWriter.ts';
import { MEMORY_PAGES, RECORD } from './linearMemory.ts';
import type { CallTarget } from './localCall.ts';
import { divide } from './localFunctions.ts';
import type { LocalFunction } from './localFunctions.ts';
import { LOCALS, SIGNATURE } from './locals.ts';
import type { CompiledForm, FaultSite } from './meter.ts';
import { encodeModule } from './wasmModule.ts';
import type { WasmFunction } from './wasmModule.ts';

export interface TranslatedProgram {
  readonly module: Uint8Array;
  /** Number n of the record's `stop` is the fault at n − 1. */
  readonly faults: readonly FaultSite[];
}

/** STOP_FUNCTION: notes why the run ends, what remains and where the tuples end; gives 0, for whoever returns it. */
const stopFunction = (): WasmFunction => {
  const code = new CodeWriter();
  for (const [parameter, field] of [RECORD.stop, RECORD.remaining, RECORD.tuplesNext].entries()) {
    code.i32(0);
    code.get(parameter);
    code.access('i32.store', field);
  }
  code.i64(0);
  code.op('end');
  return { signature: { parameters: ['i32', 'i32', 'i32'], results: ['i64'] }, locals: [], code: code.written() };
};

/** Begins the program with the registers that a run is given. UDF-21. */
const runFunction = ({ functionIndex, entry }: CallTarget): WasmFunction => {
  const code = new CodeWriter();
  code.i32(0);
  code.i32(entry);
  code.i64(UDF_METADATA);
  for (const field of [RECORD.metadataLength, RECORD.third, RECORD.residue, RECORD.residue]) {
    code.i32(0);
    code.access('i64.load', field);
  }
  code.i64(UDF_STACK_END);
  code.call(functionIndex);
  code.access('i64.store', RECORD.value);
  code.op('end');
  return { signature: { parameters: [], results: [] }, locals: [], code: code.written() };
};

/** Where each local function begins, by the place of its first word. */
const callTargetsOf = (functions: readonly LocalFunction[], { blockAt }: ControlFlow, firstIndex: number): ReadonlyMap<number, CallTarget> => {
  const byBlock = new Map<number, CallTarget>();
  for (const [index, { entries }] of functions.entries()) {
    for (const [entry, block] of entries.entries()) byBlock.set(block, { functionIndex: firstIndex + index, entry });
  }
  return new Map([...blockAt].flatMap(([place, block]) => {
    const target = byBlock.get(block);
    return target === undefined ? [] : [[place, target] as const];
  }));
};

/** Translates words to a module of WebAssembly. Throws Broken for more words than a program has. UDF-2. */
export const translate = (words: Uint8Array, form: CompiledForm): TranslatedProgram => {
  if (words.length > UDF_WORDS_MAX * UDF_WORD_BYTES) throw new Broken('UDF-2', `a program of ${words.length} bytes`);
  const decoded = decodeWords(words);
  const flow = readControlFlow(decoded);
  const functions = divide(flow);
  const before = form === 'checked' ? [stopFunction()] : [];
  const callTargets = callTargetsOf(functions, flow, before.length);
  const faults: FaultSite[] = [];
  const translation = { form, words: decoded, flow, callTargets, faults };
  const bodies = functions.map((one): WasmFunction => ({ signature: SIGNATURE, locals: LOCALS, code: writeFunction(one, translation) }));
  return { module: encodeModule([...before, ...bodies, runFunction(found(callTargets, 0))], MEMORY_PAGES), faults };
};
