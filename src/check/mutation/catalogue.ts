import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardMutants } from './guardMutants.ts';
import { mutantsOf, reasonsOf } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import { DIST, MUTANT_DATA } from './places.ts';
import { UnknownMutant } from './types.ts';
import type { MutantKind } from './types.ts';

const read = (name: string): string => readFileSync(join(MUTANT_DATA, name), 'utf8');

/** An effect that refuses records of a batch: it is no guard of the model, so that no model can lack it. */
const RECORD_REFUSED = 'BAT-4';

/** The same guard off in kernel and model: refinement is blind to it, so that a theorem must see it. */
const twinsOf = (guards: readonly Mutant[]): readonly Mutant[] => {
  const reasons = reasonsOf('argumentValidation.json', read('argumentValidation.json'));
  return guards.map((guard) => ({
    ...guard, id: guard.id.replace('kernel:', 'twin:'), kind: 'twin', why: 'The guard is missing in kernel and model alike.',
    argumentValidation: reasons.get(guard.rule) ?? null,
  }));
};

/** All mutants, in the order in which they are run and reported. @throws MutantError */
export const allMutants = (): readonly Mutant[] => {
  const guards = guardMutants(DIST);
  const file = (kind: MutantKind, name: string): readonly Mutant[] => mutantsOf(name, kind, read(name));
  return [
    ...guards, ...file('kernel', 'kernel.json'), ...file('kernel', 'udf-verifier.json'), ...file('kernel', 'udf-engines.json'),
    ...twinsOf(guards.filter((guard) => guard.rule !== RECORD_REFUSED)),
    ...file('model', 'model.json'), ...file('model', 'udf-model.json'), ...file('harness', 'harness.json'),
  ];
};

/** The mutant of an ID. @throws UnknownMutant */
export const mutantOf = (id: string): Mutant => {
  const found = allMutants().find((mutant) => mutant.id === id);
  if (found === undefined) throw new UnknownMutant(id);
  return found;
};
