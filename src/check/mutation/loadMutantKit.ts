import type { Kit } from '../kit.ts';
import { UnknownMutant } from './types.ts';

/** The programs with one mutant applied. @throws UnknownMutant */
export const loadMutantKit = (id: string): Promise<Kit> => Promise.reject(new UnknownMutant(id));
