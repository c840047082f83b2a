/** How many of a campaign's cases (scenarios, programs) a shard runs: every count-th block of so many, from block `index` on; the last block may be short. */
export const shardShare = (cases: number, blockCases: number, { index, count }: { readonly index: number; readonly count: number }): number => {
  const blocks = Math.ceil(cases / blockCases);
  if (index >= blocks) return 0;
  const own = Math.floor((blocks - 1 - index) / count) + 1;
  const endsHere = (blocks - 1) % count === index;
  return own * blockCases - (endsHere ? blocks * blockCases - cases : 0);
};
