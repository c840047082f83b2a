import { createModel } from '../../model/model.ts';
import type { Kit } from '../kit.ts';
import { mutantOf } from './catalogue.ts';
import { kernelKit } from './kernelKit.ts';
import { MutantError } from './mutant.ts';
import { modelOf } from './mutantModel.ts';
import { DIST } from './places.ts';

/**
 * The programs of a mutant, for replaying a scenario on them. A mutant of the
 * checker has none of its own.
 * @throws UnknownMutant, or MutantError if it cannot be applied
 */
export const loadMutantKit = async (id: string): Promise<Kit> => {
  const mutant = mutantOf(id);
  switch (mutant.kind) {
    case 'kernel': return kernelKit(DIST, mutant, createModel());
    case 'twin': return kernelKit(DIST, mutant, createModel({ without: mutant.rule }));
    case 'model': return modelOf(DIST, mutant);
    case 'harness': throw new MutantError(`${id} is a mutant of the checker, which has no programs to replay`);
  }
};
