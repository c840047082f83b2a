import type { State } from '../model/state.ts';
import { PAD_ADDRESS } from './pad.ts';
import type { PadOperation } from './pad.ts';
import { fetchMustFault, padIsAbsent, padIsBound, predictFetchFault, predictOperation, timerFired, withProcessor, withRegisters } from './predict.ts';
import type { Prediction } from './predict.ts';
import type { RegisterSetting, Step, Store } from './step.ts';

/** Null means: not predicted, the frame condition applies. */
type Predicted = Prediction | null;

const operate = (s: State, operation: PadOperation, registers: RegisterSetting): Predicted => {
  const standing = withRegisters(s, registers, PAD_ADDRESS[operation]);
  return padIsBound(standing) || padIsAbsent(standing) ? predictOperation(standing, operation) : null;
};

const storeAll = (s: State, stores: readonly Store[]): Predicted => {
  let state = s;
  for (const store of stores) {
    const one = operate(state, store.bytes === 4 ? 'store32' : 'store8', { ebx: store.address, eax: store.value });
    if (one === null || one.trap !== null) return one;
    state = one.state;
  }
  return { state, trap: null };
};

const predictRaw = (s: State, registers: RegisterSetting, eip: number): Predicted => {
  const standing = withRegisters(s, registers, eip);
  return fetchMustFault(standing, eip) ? predictFetchFault(standing) : null;
};

/** Predicts the ring-3 segment of a step from the state before it; null where only the frame condition is claimed. */
export const predictSegment = (s: State, step: Step): Predicted => {
  switch (step.kind) {
    case 'user': return operate(s, step.operation, step.registers);
    case 'call':
    case 'raw': {
      const stored = storeAll(s, step.stores);
      if (stored === null || stored.trap !== null) return stored;
      return step.kind === 'call' ? operate(stored.state, 'call', step.registers) : predictRaw(stored.state, step.registers, step.eip);
    }
    case 'run': return fetchMustFault(s, s.processor.registers.eip) ? predictFetchFault(s) : null;
    case 'wait': return { state: withProcessor(s, { ...s.processor, clock: s.processor.clock + step.cycles }), trap: null };
    case 'idle': {
      const { clock, deadline } = s.processor;
      return timerFired(withProcessor(s, { ...s.processor, clock: Math.max(clock, deadline) }));
    }
  }
};
