import type { Model } from '../../model/model.ts';
import type { Kit } from '../kit.ts';
import { cleanKit } from '../programs.ts';
import { copyLayers } from './copyLayers.ts';
import type { Change } from './mutant.ts';

interface ModelModule {
  readonly createModel: () => Model;
}

/** The clean kernel with a model that has one change. @throws MutantError */
export const modelOf = async (dist: URL, change: Change): Promise<Kit> => {
  const copy = copyLayers(dist, ['model'], [change]);
  try {
    const module: ModelModule = await import(new URL('model/model.js', copy.base).href);
    return { ...cleanKit(), model: module.createModel() };
  } finally {
    copy.remove();
  }
};
