import type { Processor, Registers, State } from '../model/state.ts';
import { PAD_ADDRESS } from './pad.ts';
import type { PadOperation } from './pad.ts';
import { fetchMustFault, padBinding, predictFetchFault, predictOperation, predictWords, registersForStore, registersSet, timerFired, withProcessor } from './predict.ts';
import type { Prediction } from './predict.ts';
import type { RegisterSetting, Step, Store } from './step.ts';

/** Null means: not predicted, the frame condition applies. */
type Predicted = Prediction | null;

const operate = (s: State, operation: PadOperation, standing: Registers): Predicted => {
  const pad = padBinding(s);
  return pad === 'other' ? null : predictOperation(s, standing, operation, pad);
};

const storeAll = (s: State, stores: readonly Store[]): Predicted => {
  let state = s;
  for (let i = 0; i < stores.length; ) {
    const store = stores[i];
    const isWord = store.bytes === 4;
    const standing = registersForStore(state.processor.registers, store, isWord ? PAD_ADDRESS.store32 : PAD_ADDRESS.store8);
    const one = operate(state, isWord ? 'store32' : 'store8', standing);
    if (one === null || one.trap !== null) return one;
    const more = predictWords(one.state, stores, i + 1);
    state = more.state;
    i += 1 + more.count;
  }
  return { state, trap: null };
};

const predictRaw = (s: State, registers: RegisterSetting, eip: number): Predicted =>
  fetchMustFault(s, eip) ? predictFetchFault(s, registersSet(s.processor.registers, registers, eip)) : null;

const predictPad = (s: State, operation: PadOperation, registers: RegisterSetting): Predicted =>
  operate(s, operation, registersSet(s.processor.registers, registers, PAD_ADDRESS[operation]));

const atClock = ({ running, quantum, deadline, registers, unit }: Processor, clock: number): Processor => ({ clock, running, quantum, deadline, registers, unit });

/** Predicts the ring-3 segment of a step from the state before it; null where only the frame condition is claimed. */
export const predictSegment = (s: State, step: Step): Predicted => {
  switch (step.kind) {
    case 'user': return predictPad(s, step.operation, step.registers);
    case 'call':
    case 'raw': {
      const stored = step.stores.length === 0 ? null : storeAll(s, step.stores);
      if (step.stores.length > 0 && (stored === null || stored.trap !== null)) return stored;
      const state = stored === null ? s : stored.state;
      return step.kind === 'call' ? predictPad(state, 'call', step.registers) : predictRaw(state, step.registers, step.eip);
    }
    case 'run': return fetchMustFault(s, s.processor.registers.eip) ? predictFetchFault(s, s.processor.registers) : null;
    case 'wait': return { state: withProcessor(s, atClock(s.processor, s.processor.clock + step.cycles)), trap: null };
    case 'idle': {
      const { clock, deadline, registers } = s.processor;
      return timerFired(withProcessor(s, atClock(s.processor, Math.max(clock, deadline))), registers);
    }
  }
};
