import type { EnvIndex } from '../../abi/words.ts';
import { noRanges, NO_COUNTS, NO_ROWS, type Call } from '../call.ts';
import { idOf } from '../environments.ts';

export interface GeteidArgs {
  readonly caller: EnvIndex;
}

const EFFECTS: readonly string[] = ['GEI-1', 'ENT-1'];

export const geteid: Call<GeteidArgs> = {
  name: 'geteid',
  counts: NO_COUNTS,
  range: null,
  fetch: noRanges,
  results: noRanges,
  decode: (_r, _bytes, caller) => ({ caller }),
  guards: [],
  elements: null,
  value: (s, a) => idOf(s, a.caller),
  effect: (s) => s,
  effects: () => EFFECTS,
  rows: NO_ROWS,
};
