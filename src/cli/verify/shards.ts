import { BLOCK_SCENARIOS } from '../../check/block.ts';

/** How many of a campaign's scenarios a shard runs: every count-th block, from block `index` on; the last block may be short. */
export const shardScenarios = (scenarios: number, { index, count }: { readonly index: number; readonly count: number }): number => {
  const blocks = Math.ceil(scenarios / BLOCK_SCENARIOS);
  if (index >= blocks) return 0;
  const own = Math.floor((blocks - 1 - index) / count) + 1;
  const endsHere = (blocks - 1) % count === index;
  return own * BLOCK_SCENARIOS - (endsHere ? blocks * BLOCK_SCENARIOS - scenarios : 0);
};
