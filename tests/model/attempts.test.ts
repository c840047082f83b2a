import { describe, expect, it } from 'vitest';
import { CALL_COSTS } from '../../src/abi/costs.ts';
import { CALLS } from '../../src/abi/calls.ts';
import { dispatch } from '../../src/model/dispatch.ts';
import { get } from '../../src/model/vector.ts';
import { A_ID, machine, model } from './machine.ts';

const VA = 0x00400000;

describe('attempts', () => {
  const s = machine();
  const words = (ebx: number, ecx: number, edx: number) => ({ ...s.processor.registers, ebx, ecx, edx });

  it('take the words that they are given, and leave those of the processor', () => {
    const done = dispatch(model.calls, s, CALLS.insert_pte.number, words(0, 3, VA));
    expect(done).toMatchObject({ event: 'insert_pte', rule: 'INS-17', error: null, value: null, cost: CALL_COSTS.insert_pte.base, fault: null });
    expect(done?.next.processor.registers).toEqual({ ...s.processor.registers, eax: 0 });
    expect(get(done?.next.pages ?? s.pages, 20).status).toBe('user');
    expect(dispatch(model.calls, s, CALLS.geteid.number, words(0, 0, 0))?.value).toBe(A_ID);
    expect(dispatch(model.calls, s, 0xffff, words(0, 0, 0))).toBeNull();
  });

  it('say which byte is missing, and have then changed nothing', () => {
    const missed = dispatch(model.calls, s, CALLS.wrenv.number, words(2, 0, VA));
    expect(missed).toMatchObject({ rule: 'ENT-5', error: null, cost: CALL_COSTS.wrenv.base, fault: { errorCode: 0, address: VA } });
    expect(missed?.next).toBe(s);
    expect(dispatch(model.calls, s, CALLS.rdenv.number, words(2, 0, VA))?.fault).toEqual({ errorCode: 2, address: VA });
  });

  it('end no slice: that is judged when the call is concluded', () => {
    const root = machine({ a: { capabilities: [{ rights: 7, name: [] }] } });
    const freed = dispatch(model.calls, root, CALLS.quantum_free.number, { ...root.processor.registers, ebx: 0, ecx: 0, edx: 0 });
    expect(freed?.effects).toEqual(['QFR-6', 'ENT-1']);
    expect(freed?.next.processor.running).toBe(0);
  });
});
