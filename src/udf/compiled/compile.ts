import type { UdfInput, UdfRun } from '../../abi/udf.ts';
import type { CompiledForm } from './meter.ts';
import { RunMemory } from './runMemory.ts';
import { translate } from './translate.ts';
import { instantiate } from './wasmHost.ts';

/** A program that the host's WebAssembly executes. */
export interface CompiledProgram {
  /**
   * One run, which depends on the words and the input alone (UDF-26). The limit of cost is a natural below 2^31; the
   * verified form does not look at it, since the verifier has bounded the cost. Throws Broken for more metadata than
   * there can be. UDF-2.
   */
  run(input: UdfInput): UdfRun;
}

/** One for all programs: each linear memory takes gigabytes of the host's address space, and runs do not overlap. */
let memory: RunMemory | null = null;
const sharedMemory = (): RunMemory => (memory ??= new RunMemory());

/**
 * Compiles a program. The checked form takes any words; the verified form may only be given a program that the verifier
 * has accepted. Throws Broken for more words than a program has. UDF-2.
 */
export const compile = (words: Uint8Array, form: CompiledForm): CompiledProgram => {
  const { module, faults } = translate(words, form);
  const shared = sharedMemory();
  const execute = instantiate(module, shared.memory);
  return {
    run(input) {
      shared.begin(input);
      execute();
      return shared.outcome(input.costMax, faults);
    },
  };
};
