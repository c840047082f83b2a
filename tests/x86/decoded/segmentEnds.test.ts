/** The ends that decoded accesses look at never permit what the segment's own check refuses. */

import { expect, it } from 'vitest';
import { Segment } from '../../../src/x86/segment.ts';
import { Draws } from '../oracle/draws.ts';

const TOP = -0x80000000;

it('an offset below the end of a segment is one where four bytes are permitted', () => {
  const draws = new Draws(7, 0);
  let below = 0;
  for (let i = 0; i < 20_000; i++) {
    const segment = new Segment(false);
    const limit = draws.value();
    segment.set(0x23, { base: 0, limit, access: draws.word() & 0xff, big: draws.percent(50) });
    for (const offset of [limit - 4, limit - 3, limit - 2, limit - 1, limit, limit + 1, 0, -1, draws.value()].map((one) => one | 0)) {
      for (const write of [false, true]) {
        if ((offset ^ TOP) >= (write ? segment.writeEnd : segment.readEnd)) continue;
        below++;
        expect(segment.permits(offset, 4, write)).toBe(true);
      }
    }
  }
  expect(below).toBeGreaterThan(5000);
});

it('the last four bytes of an expand-up segment lie below its end, and no byte more', () => {
  const segment = new Segment(false);
  segment.set(0x23, { base: 0, limit: 0xfff, access: 0xf3, big: true });
  expect((0xffc ^ TOP) < segment.writeEnd).toBe(true);
  expect((0xffd ^ TOP) < segment.writeEnd).toBe(false);
});
