import { describe, expect, it } from 'vitest';
import { SMALL } from '../../../src/abi/geometry.ts';
import { INTERFACE_VERSION } from '../../../src/abi/layout.ts';
import { decodeScenario, encodeScenario } from '../../../src/check/files/scenarioFile.ts';
import type { ScenarioFile } from '../../../src/check/files/scenarioFile.ts';
import { PAD_ADDRESS } from '../../../src/check/pad.ts';
import { drawnBoots } from '../../../src/check/scenario.ts';
import type { Step } from '../../../src/check/step.ts';

const STEPS: readonly Step[] = [
  { kind: 'call', call: 'insert_pte', stores: [{ address: 0xffffffff, value: 7, bytes: 1 }], registers: { eax: 0x10, ebx: 1, ecx: 0x7007, edx: 0x800000, edi: 0, eflags: 0x202, ebp: 9 } },
  { kind: 'call', call: 'geteid', stores: [], registers: { eax: 1, ebx: 5 } },
  { kind: 'call', call: null, stores: [], registers: { eax: 99 } },
  { kind: 'user', operation: 'copyBytes', registers: { esi: 1, edi: 2, ecx: 3 } },
  { kind: 'raw', stores: [{ address: 4, value: 0x90909090, bytes: 4 }], registers: {}, eip: PAD_ADDRESS.nop, instructions: 3 },
  { kind: 'wait', cycles: 12 },
  { kind: 'idle' },
  { kind: 'run', instructions: 65536 },
];

const NOW = `"interface": ${INTERFACE_VERSION}`;
const [boot] = drawnBoots(SMALL);
const SCENARIO: ScenarioFile = {
  interface: INTERFACE_VERSION, boot, found: { seed: 1, scenario: 2, stepsDrawn: 30 },
  finding: { theorem: 'P1', rule: 'INS-9', message: 'm', path: 'pages[1].writers', want: '1', got: '2' },
  steps: STEPS.map((step, i) => ({ step, outcome: i === 0 ? { event: 'insert_pte', rule: 'INS-9', error: 'E_SHARE' } : i === 1 ? undefined : null, hash: i === 1 ? undefined : '0123456789abcdef' })),
};
const TEXT = encodeScenario(SCENARIO);
const decode = (text: string): ScenarioFile => decodeScenario('f.json', Buffer.from(text));

describe('a scenario file', () => {
  it('gives back what was written', () => {
    expect(decode(TEXT)).toEqual(SCENARIO);
    expect(encodeScenario(decode(TEXT))).toBe(TEXT);
  });

  it('names calls and arguments, and keeps the other registers beside them', () => {
    expect(TEXT).toContain('"call":"insert_pte","arguments":{"k":1,"pte":28679,"va":8388608,"env":0},"registers":{"ebp":9,"eflags":514}');
  });

  it('does not name a call that EAX does not name', () => {
    const step: Step = { kind: 'call', call: 'geteid', stores: [], registers: { eax: 2 } };
    expect(decode(encodeScenario({ ...SCENARIO, steps: [{ step, outcome: null, hash: undefined }] })).steps[0].step).toEqual({ ...step, call: null });
  });

  it.each<[string, RegExp | string, string, string]>([
    ['another version', '"version": 1', '"version": 2', 'f.json: version: '],
    ['a later interface', NOW, `"interface": ${INTERFACE_VERSION + 1}`, `f.json: interface: is ${INTERFACE_VERSION + 1}, but this program has interface ${INTERFACE_VERSION}; use a newer xok`],
    ['an unknown field', NOW, `${NOW}, "more": 1`, 'f.json: more: '],
    ['a word that is too large', '"pte":28679', '"pte":4294967296', 'f.json: steps[0].step.arguments.pte: expected a value between 0 and 4294967295, but it is 4294967296'],
    ['a word that is none', '"pte":28679', '"pte":1.5', 'steps[0].step.arguments.pte: '],
    ['an unknown argument', '"pte":28679', '"entry":28679', 'f.json: steps[0].step.arguments.entry: is no argument of insert_pte; the arguments are k, pte, va, ke, env'],
    ['a register that is an argument', '"ebp":9', '"ebx":9', 'f.json: steps[0].step.registers.ebx: is set by the call or its arguments already; leave it out'],
    ['an unknown call', '"insert_pte","arguments"', '"insert_pde","arguments"', 'steps[0].step.call: '],
    ['an unknown operation', '"copyBytes"', '"copyBites"', 'steps[3].step.operation: '],
    ['an unknown kind of step', '"kind":"idle"', '"kind":"sleep"', 'steps[6].step: '],
    ['a hash that is none', '0123456789abcdef', '0123', 'steps[0].hash: '],
    ['a frame too few', `"frames":${boot.geometry.frames}`, '"frames":3', 'f.json: boot.geometry.frames: must be an integer from '],
    ['two processors', '"cpus":1', '"cpus":2', 'f.json: boot.geometry.cpus: must be 1, but is 2; '],
    ['a pad that is no hex', '"pad":"', '"pad":"zz', 'f.json: boot.pad: '],
    ['no JSON', '{', '', 'f.json: is not JSON ('],
  ])('is refused with %s, by name', (_, from, to, message) => {
    expect(TEXT).not.toBe(TEXT.replace(from, to));
    expect(() => decode(TEXT.replace(from, to))).toThrow(message);
  });

  it('has at most 4096 steps', () => {
    const steps = Array.from({ length: 4097 }, () => SCENARIO.steps[6]);
    expect(() => decode(encodeScenario({ ...SCENARIO, steps }))).toThrow('f.json: steps: expected a value with a length of at most 4096, but it is a list of 4097');
    expect(decode(encodeScenario({ ...SCENARIO, steps: steps.slice(1) })).steps).toHaveLength(4096);
  });
});
