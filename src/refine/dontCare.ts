import { frameMapOf } from '../abi/frameMap.ts';
import type { State } from '../model/state.ts';
import { CORE_PLACES } from './corePlaces.ts';
import { rowAt } from './vectorEdit.ts';

/**
 * P2's declared list: why the byte at a physical address may change unseen at a
 * boundary; null if every change of it must change the state or be refused.
 */
export const dontCareReason = (state: State, physical: number): string | null => {
  const frame = Math.trunc(physical / 4096);
  if (rowAt(state.pages, frame).status === 'free') return 'contents of a free frame are outside the state (STA-1)';
  const offset = physical - frameMapOf(state.boot.geometry).core * 4096;
  const dead = offset >= CORE_PLACES.stackFrom && offset < CORE_PLACES.stackTo;
  return dead ? 'the interrupt frame is dead outside the kernel: the next entry overwrites what is read of it' : null;
};
