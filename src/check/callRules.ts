import { CALLS } from '../abi/calls.ts';
import type { CallName } from '../abi/calls.ts';
import type { Model } from '../model/model.ts';

/** The names of all calls. */
export const CALL_NAMES: readonly CallName[] = Object.keys(CALLS).filter((name): name is CallName => name in CALLS);

const cached = new WeakMap<Model, Map<CallName, readonly string[]>>();

/** The guard as data: its rule and the error it gives. The checks of single elements come last. */
export const guardsOf = (model: Model, call: CallName): readonly { readonly rule: string; readonly error: string }[] => {
  const { counts, range, guards, elements } = model.calls[call];
  return [...counts, ...(range === null ? [] : [range]), ...guards, ...(elements === null ? [] : elements.guards)];
};

/** The guards of a call in checking order, from the model's data. */
export const guardRules = (model: Model, call: CallName): readonly string[] => {
  let rules = cached.get(model);
  if (rules === undefined) {
    rules = new Map(CALL_NAMES.map((name) => [name, guardsOf(model, name).map((guard) => guard.rule)]));
    cached.set(model, rules);
  }
  return rules.get(call) ?? [];
};

/** True when the call fetches argument bytes or writes a result, so that a fault of a page is one of its outcomes. */
export const fetchesArguments = (model: Model, call: CallName): boolean => model.calls[call].range !== null;
