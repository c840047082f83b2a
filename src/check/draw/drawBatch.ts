import { PAGE_BYTES } from '../../abi/addressMap.ts';
import { BATCH_COUNT_MAX, BATCH_RECORD_WORDS, CALLS } from '../../abi/calls.ts';
import type { CallName } from '../../abi/calls.ts';
import type { RegisterSetting, Step, Store } from '../step.ts';
import { callStep } from './callDraft.ts';
import { storeWords } from './capabilityBytes.ts';
import { drawInsertPte } from './drawMemoryCalls.ts';
import { idOf, missingPointer, outsidePointer, specialWord, uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';

/** How one call is drawn: with one guard broken, or none. */
export type DrawCall = (scene: Scene, call: CallName, broken: string | null) => Step;

/** Records that no batch performs (BAT-4): a batch, a yield, the caller's own end, and what is no call. */
const forbidden = (scene: Scene): readonly number[] => {
  const { draw } = scene;
  const self = draw.chance(50) ? 0 : idOf(scene.env, scene.running);
  return draw.of([[CALLS.batch.number, 0, 0], [CALLS.yield.number, 0], [CALLS.env_free.number, 0, self], [0x7f], [CALLS.geteid.number + 0x100], [specialWord(scene)]]);
};

/** The seven words of the record that is a call step. */
const recordOf = ({ eax = 0, ebx = 0, ecx = 0, edx = 0, esi = 0, edi = 0, ebp = 0 }: RegisterSetting): readonly number[] => [eax, ebx, ecx, edx, esi, edi, ebp];

const RECORD_BYTES = 4 * BATCH_RECORD_WORDS;
/** Where records lie in the u-area: clear of what the calls in them fetch, or across the end of the page. */
const PLACES: readonly number[] = [1024, 1024, 1024, 1500, PAGE_BYTES - RECORD_BYTES];
/** Records of a batch that is drawn to be performed; storing them takes seven instructions each. */
const COUNTS: readonly number[] = [1, 1, 2, 2, 2, 3, 3, 4, 0];
/** A batch of frees and takes of one row is what a slice end at exit is judged by (BAT-7). */
const CALLS_AT_EXIT: readonly CallName[] = ['quantum_free', 'quantum_set', 'quantum_alloc', 'env_free'];

/** A batch: its records are drawn as calls against the state in which it begins, so that later ones often meet another. */
export const drawBatch = (scene: Scene, broken: string | null, calls: readonly CallName[], drawCall: DrawCall): Step => {
  const { draw } = scene;
  if (broken === 'BAT-1') return callStep('batch', [uareaAddress(scene), draw.of([BATCH_COUNT_MAX + 1, 0x80000001, 0xffffffff])]);
  if (broken === 'BAT-2') return callStep('batch', [outsidePointer(scene), 1 + draw.below(BATCH_COUNT_MAX)]);
  if (broken === 'ENT-5') return callStep('batch', [missingPointer(scene), 1 + draw.below(BATCH_COUNT_MAX)]);
  const at = uareaAddress(scene) + draw.of(PLACES);
  const words: number[] = [];
  const stores: Store[] = [];
  const count = draw.of(COUNTS);
  for (let i = 0; i < count; i++) {
    const call = draw.chance(20) ? draw.of(CALLS_AT_EXIT) : draw.of(calls);
    const step = draw.chance(8) ? null : call === 'batch' || call === 'yield' ? drawInsertPte(scene, null) : drawCall(scene, call, draw.chance(15) ? 'ENT-5' : null);
    const record = step === null ? forbidden(scene) : step.kind === 'call' ? recordOf(step.registers) : [];
    if (step?.kind === 'call') stores.push(...step.stores);
    for (let word = 0; word < BATCH_RECORD_WORDS; word++) words.push(record[word] ?? 0);
  }
  return callStep('batch', [at, count], [...stores, ...storeWords(at, words)]);
};
