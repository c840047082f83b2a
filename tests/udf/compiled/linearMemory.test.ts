import { expect, it } from 'vitest';
import { UDF_METADATA, UDF_METADATA_BYTES_MAX, UDF_STACK, UDF_STACK_END } from '../../../src/abi/udf.ts';
import { CREDENTIALS, CREDENTIALS_MAX, MEMORY_PAGES, RECORD, TUPLES, TUPLES_END, WRITTEN_DISTANCE } from '../../../src/udf/compiled/linearMemory.ts';

it('lays out the linear memory without overlaps, in whole pages', () => {
  const regions = [
    [0, Math.max(...Object.values(RECORD)) + 8],
    [UDF_STACK, UDF_STACK_END],
    [UDF_STACK + WRITTEN_DISTANCE, UDF_STACK_END + WRITTEN_DISTANCE],
    [CREDENTIALS, CREDENTIALS + 8 * CREDENTIALS_MAX],
    [UDF_METADATA, UDF_METADATA + UDF_METADATA_BYTES_MAX],
    [TUPLES, TUPLES_END],
    [0x10000 * MEMORY_PAGES, Infinity],
  ];
  for (const [index, [begin, end]] of regions.entries()) {
    expect(begin).toBeLessThan(end);
    if (index > 0) expect(begin).toBeGreaterThanOrEqual(regions[index - 1][1]);
  }
  expect(Number.isInteger(MEMORY_PAGES)).toBe(true);
});
