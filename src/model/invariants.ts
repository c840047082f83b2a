import { recordedUses, type Uses } from './bindingDeltas.ts';
import { checkEnv, checkProcessor, checkQuantum, checkSpaceUsers } from './envInvariants.ts';
import { checkPage, type Violation } from './pageInvariants.ts';
import type { State } from './state.ts';

const UNUSED: Uses = { readers: 0, writers: 0, pins: 0, tables: 0 };

/** STA-1 to STA-8, all rows recounted. */
export const violations = (s: State): readonly Violation[] => {
  const out: Violation[] = [];
  const uses = recordedUses(s);
  for (const frame of uses.keys()) {
    if (frame >= s.pages.length) out.push({ rule: 'STA-3', message: `frame ${frame}: is used and does not exist` });
  }
  for (let frame = 0; frame < s.pages.length; frame++) checkPage(s, frame, uses.get(frame) ?? UNUSED, out);
  for (let index = 0; index < s.envs.length; index++) checkEnv(s, index, out);
  for (let frame = 0; frame < s.spaces.length; frame++) checkSpaceUsers(s, frame, out);
  for (let row = 0; row < s.quanta.length; row++) checkQuantum(s, row, out);
  checkProcessor(s, out);
  return out;
};
