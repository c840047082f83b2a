import type { DecodedWord } from '../decode.ts';
import { writeArithmetic, writeConstant, writeNegation, writeSignExtension } from './arithmetic.ts';
import { writeByteOrder } from './byteOrder.ts';
import { CodeWriter } from './codeWriter.ts';
import { pushCondition } from './condition.ts';
import { targetOf } from './controlFlow.ts';
import type { BasicBlock, ControlFlow } from './controlFlow.ts';
import { writeDispatch } from './dispatch.ts';
import { dominatorsOf } from './dominators.ts';
import { flowNodesOf } from './flowNodes.ts';
import { found } from './found.ts';
import { writeHelperCall } from './helperCall.ts';
import { writeExit, writeLocalCall, writePrologue } from './localCall.ts';
import type { CallTarget } from './localCall.ts';
import type { LocalFunction } from './localFunctions.ts';
import { STATE } from './locals.ts';
import { writeLoad, writeStore } from './memoryAccess.ts';
import { Meter } from './meter.ts';
import type { CompiledForm, FaultSite } from './meter.ts';
import { writeStructured } from './structured.ts';

/** What the functions of a program have in common while they are compiled. */
export interface Translation {
  readonly form: CompiledForm;
  readonly words: readonly (DecodedWord | null)[];
  readonly flow: ControlFlow;
  /** By the place of the first word. */
  readonly callTargets: ReadonlyMap<number, CallTarget>;
  /** Grows. */
  readonly faults: FaultSite[];
}

/** One instruction that does not end a block. */
const writeInstruction = (code: CodeWriter, meter: Meter, word: DecodedWord, place: number, { callTargets }: Translation): void => {
  const { instruction } = word;
  switch (instruction.form) {
    case 'arithmetic': meter.count(); writeArithmetic(code, instruction, word); return;
    case 'negation': meter.count(); writeNegation(code, instruction, word); return;
    case 'signExtension': meter.count(); writeSignExtension(code, instruction, word); return;
    case 'byteOrder': meter.count(); writeByteOrder(code, instruction.operation, word); return;
    case 'constant': meter.count(); writeConstant(code, word); return;
    case 'load': meter.count(); meter.settle(); writeLoad(code, meter, instruction, word, place); return;
    case 'store': meter.count(); meter.settle(); writeStore(code, meter, instruction, word, place); return;
    case 'callHelper': writeHelperCall(code, meter, word.immediate, place); return;
    case 'callLocal': writeLocalCall(code, meter, found(callTargets, targetOf(place, word)), place); return;
    case 'branch': case 'jump': case 'exit': meter.count();
  }
};

/** A basic block up to its way out; of a branch with the condition. What was spent is paid before it goes on. */
const writeBlock = (code: CodeWriter, meter: Meter, { places, end }: BasicBlock, translation: Translation): void => {
  const { words } = translation;
  for (const place of places) {
    const word = words[place];
    if (word !== null) writeInstruction(code, meter, word, place, translation);
  }
  meter.pay();
  switch (end.kind) {
    case 'exit': writeExit(code); return;
    case 'fault': meter.fault(end.place, end.rule); return;
    case 'jump': return;
    case 'branch': {
      const word = words[places[places.length - 1]];
      if (word?.instruction.form === 'branch') pushCondition(code, word.instruction, word);
    }
  }
};

/** The code of a local function. */
export const writeFunction = (one: LocalFunction, translation: Translation): Uint8Array => {
  const code = new CodeWriter();
  const meter = new Meter(code, translation.form, translation.faults);
  const { nodes, root } = flowNodesOf(one, translation.flow);
  const writeNode = (node: number): void => {
    if (nodes[node].kind === 'table') code.get(STATE);
    else writeBlock(code, meter, translation.flow.blocks[one.blocks[node]], translation);
  };
  writePrologue(code, translation.form);
  const dominators = dominatorsOf(nodes.map(({ successors }) => successors), root);
  if (dominators === null) writeDispatch(code, nodes, STATE, writeNode);
  else writeStructured(code, nodes, root, dominators, writeNode);
  // Every way has left the function by now, which the validator cannot know.
  code.op('unreachable', 'end');
  return code.written();
};
