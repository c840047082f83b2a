import { FRAME_POINTER } from './programBuilder.ts';
import type { Label, ProgramBuilder } from './programBuilder.ts';
import type { ProgramDraw } from './programDraw.ts';

/** Two local functions, of which the second looks at what the first has left in its frame and its registers. */
export const lookBehind = (b: ProgramBuilder, draw: ProgramDraw, constant: number): void => {
  const register = draw.below(10);
  const first: Label = { place: 0 };
  const second: Label = { place: 0 };
  const over: Label = { place: 0 };
  b.callLocal(first);
  b.callLocal(second);
  b.jump(over);
  b.here(first);
  b.move(register, { constant });
  b.store('U64', FRAME_POINTER, -8, { register: 1 });
  b.exit();
  b.here(second);
  if (draw.chance(50)) b.load('U64', 0, FRAME_POINTER, -8);
  else b.move(0, { register });
  b.exit();
  b.here(over);
};
