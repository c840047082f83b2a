import { PAGE_BYTES, UTOP } from '../../abi/addressMap.ts';
import { BATCH_COUNT_MAX, BATCH_RECORD_WORDS, CALLS } from '../../abi/calls.ts';
import type { CallName } from '../../abi/calls.ts';
import { ENTRY, RIGHT_WRITE, RIGHTS_ALL } from '../../abi/layout.ts';
import { entryWord } from '../../model/pageEntries.ts';
import { get } from '../../model/vector.ts';
import { mayUse } from '../authority.ts';
import type { RegisterSetting, Step, Store } from '../step.ts';
import { callStep } from './callDraft.ts';
import { storeWords } from './capabilityBytes.ts';
import { drawInsertPte } from './drawMemoryCalls.ts';
import { bindingWhere, entryOf, isFullOfWriters, opens } from './pageRights.ts';
import { grantsOn, idOf, missingPointer, outsidePointer, slotWhere, specialWord, uareaAddress } from './pools.ts';
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

/** A record with all its words. */
const filled = (record: readonly number[]): readonly number[] => Array.from({ length: BATCH_RECORD_WORDS }, (_, word) => record[word] ?? 0);

/** A page that may become writable is read, so that its translation is cached, and becomes writable then (MEM-7). */
const readThenWritable = (scene: Scene): readonly (readonly number[])[] | null => {
  const { draw, state, env } = scene;
  const va = bindingWhere(scene, env, ({ frame, writable }) => {
    const page = get(state.pages, frame);
    return !writable && page.status === 'user' && !isFullOfWriters(page) && mayUse(env, page.acl, RIGHT_WRITE);
  });
  const entry = va < 0 ? null : entryOf(state, env, va);
  if (entry === null) return null;
  const own = slotWhere(scene, (c) => grantsOn(c, env, RIGHTS_ALL));
  const k = slotWhere(scene, (c) => opens(scene, c, get(state.pages, entry.frame), RIGHT_WRITE));
  const word = entryWord(entry) | ENTRY.writable | ENTRY.accessed;
  const change = draw.chance(50) ? [CALLS.mod_pte_range.number, k, ENTRY.writable, va, 1, 0, 0] : [CALLS.insert_pte.number, k, word >>> 0, va, 0, 0];
  return [[CALLS.wru.number, own, 0, 2048, 4, va], change];
};

/**
 * Two records of which the first matters to the second: it caches what the second changes, it frees the running
 * quantum, which is taken again (BAT-7), or it overwrites the second (ENT-6).
 */
const drawArranged = (scene: Scene, at: number): readonly (readonly number[])[] => {
  const { draw, state, env } = scene;
  const cached = draw.chance(40) ? readThenWritable(scene) : null;
  if (cached !== null) return cached;
  const row = state.processor.quantum;
  if (draw.chance(50)) {
    const k = slotWhere(scene, (c) => c.rights === RIGHTS_ALL && mayUse({ ...env, capabilities: [c] }, [get(state.quanta, row).guard], RIGHTS_ALL));
    return [[CALLS.quantum_free.number, k, row, 0], [CALLS.quantum_alloc.number, k, row, 0, 0], [CALLS.geteid.number]];
  }
  const own = slotWhere(scene, (c) => grantsOn(c, env, 0));
  return [[CALLS.rdu.number, own, 0, draw.of([0, 64, 2048]), RECORD_BYTES, at + RECORD_BYTES], [CALLS.rdu.number, own, 0, 64, 8, at]];
};

/** So many pages hold more records than anybody may be made to fetch. */
const RUN_PAGES = 6;

/** Where so many pages in a row are bound; -1 if nowhere. */
const longRun = (scene: Scene): number => {
  const isBound = (va: number): boolean => va < UTOP && entryOf(scene.state, scene.env, va)?.present === true;
  return bindingWhere(scene, scene.env, (_, va) => {
    let pages = 1;
    while (pages < RUN_PAGES && isBound(va + pages * PAGE_BYTES)) pages++;
    return pages === RUN_PAGES;
  });
};

/** A batch: its records are drawn as calls against the state in which it begins, so that later ones often meet another. */
export const drawBatch = (scene: Scene, broken: string | null, calls: readonly CallName[], drawCall: DrawCall): Step => {
  const { draw } = scene;
  const run = broken === 'BAT-1' && draw.chance(60) ? longRun(scene) : -1;
  if (run >= 0) return callStep('batch', [run, Math.trunc((RUN_PAGES * PAGE_BYTES) / RECORD_BYTES)]);
  if (broken === 'BAT-1') return callStep('batch', [uareaAddress(scene), draw.of([BATCH_COUNT_MAX + 1, 0x80000001, 0xffffffff])]);
  if (broken === 'BAT-2') return callStep('batch', [outsidePointer(scene), 1 + draw.below(BATCH_COUNT_MAX)]);
  if (broken === 'ENT-5') return callStep('batch', [missingPointer(scene), 1 + draw.below(BATCH_COUNT_MAX)]);
  const at = uareaAddress(scene) + draw.of(PLACES);
  if (draw.chance(18)) {
    const arranged = drawArranged(scene, at);
    return callStep('batch', [at, arranged.length], storeWords(at, arranged.flatMap(filled)));
  }
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
