import type { Parsed } from '../options.ts';
import { ENGINE_NAMES } from './engines.ts';
import type { Engine, EngineName, UdfTools } from './engines.ts';

const ENGINE_USUAL: EngineName = 'metered';

/** The engine that the command line names, the metered one unless it names another. @throws UsageError */
export const engineOf = async (parsed: Parsed, tools: UdfTools): Promise<{ readonly name: EngineName; readonly engine: Engine }> => {
  const name = ENGINE_NAMES.find((one) => one === parsed.text('engine')) ?? ENGINE_USUAL;
  return { name, engine: await tools.engine(name) };
};
