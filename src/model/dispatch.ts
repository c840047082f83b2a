import { CALLS } from '../abi/calls.ts';
import type { Calls } from './allCalls.ts';
import { attempt, type Attempt } from './perform.ts';
import type { Registers, State } from './state.ts';

/** Performs the call of a number with the words that are given; null if there is no such call. ENT-2. */
export const dispatch = (calls: Calls, s: State, number: number, words: Registers): Attempt | null => {
  switch (number) {
    case CALLS.geteid.number: return attempt(calls.geteid, s, words);
    case CALLS.forge.number: return attempt(calls.forge, s, words);
    case CALLS.acquire.number: return attempt(calls.acquire, s, words);
    case CALLS.remove_vas.number: return attempt(calls.remove_vas, s, words);
    case CALLS.insert_pte.number: return attempt(calls.insert_pte, s, words);
    case CALLS.insert_pte_range.number: return attempt(calls.insert_pte_range, s, words);
    case CALLS.pt_free.number: return attempt(calls.pt_free, s, words);
    case CALLS.mod_pte_range.number: return attempt(calls.mod_pte_range, s, words);
    case CALLS.read_pte.number: return attempt(calls.read_pte, s, words);
    case CALLS.pgacl_mod.number: return attempt(calls.pgacl_mod, s, words);
    case CALLS.pstate_mod.number: return attempt(calls.pstate_mod, s, words);
    case CALLS.env_alloc.number: return attempt(calls.env_alloc, s, words);
    case CALLS.env_free.number: return attempt(calls.env_free, s, words);
    case CALLS.env_clone.number: return attempt(calls.env_clone, s, words);
    case CALLS.rdenv.number: return attempt(calls.rdenv, s, words);
    case CALLS.wrenv.number: return attempt(calls.wrenv, s, words);
    case CALLS.rdu.number: return attempt(calls.rdu, s, words);
    case CALLS.wru.number: return attempt(calls.wru, s, words);
    case CALLS.quantum_alloc.number: return attempt(calls.quantum_alloc, s, words);
    case CALLS.quantum_set.number: return attempt(calls.quantum_set, s, words);
    case CALLS.quantum_free.number: return attempt(calls.quantum_free, s, words);
    case CALLS.yield.number: return attempt(calls.yield, s, words);
    default: return null;
  }
};
