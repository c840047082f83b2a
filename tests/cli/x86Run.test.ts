import { describe, expect, it } from 'vitest';
import { isRefusal, run } from './capturedIo.ts';

const INCREMENT = '{"code":"40890d00004000","at":4194560,"regs":{"eax":41,"ecx":7},"memory":[[4194304,"ffffffff"]],"steps":2}';

describe('x86 run', () => {
  it('answers one line for each line, with what changed', async () => {
    const { status, out } = await run(['x86', 'run'], { input: `${INCREMENT}\n{"code":"cc","at":0,"steps":5}\n` });
    const lines = out.trimEnd().split('\n').map((line): unknown => JSON.parse(line));
    expect(status).toBe(0);
    expect(lines).toMatchObject([
      { regs: { eax: 42, ecx: 7, eip: 4194567 }, memory: [[4194304, '07000000']], fault: null, steps: 2 },
      { regs: { eip: 1 }, memory: [], fault: { vector: 3, error: 0, address: 0 }, steps: 1 },
    ]);
  });

  it('needs no end of the last line, and none at all', async () => {
    expect((await run(['x86', 'run'], { input: INCREMENT })).out).toContain('"eax":42');
    expect(await run(['x86', 'run'])).toEqual({ status: 0, out: '', err: '' });
  });

  it.each([
    '', 'x', '[]', '7', 'null', '{}', '{"code":"4","at":0,"steps":1}', '{"code":"zz","at":0,"steps":1}', '{"code":"90","at":-1,"steps":1}', '{"code":"90","at":1.5,"steps":1}',
    '{"code":"90","at":4294967296,"steps":1}', '{"code":"90","at":0}', '{"code":"90","at":0,"steps":"1"}', '{"code":"90","at":0,"steps":1,"more":1}', '{"code":"90","at":0,"steps":1,"regs":{"rax":1}}',
    '{"code":"90","at":0,"steps":1,"regs":[]}', '{"code":"90","at":0,"steps":1,"memory":{}}', '{"code":"90","at":0,"steps":1,"memory":[[0]]}', '{"code":"90","at":0,"steps":1,"memory":[["0","00"]]}',
    `{"code":"${'90'.repeat(5_000_000)}","at":0,"steps":1}`, '['.repeat(100_000), '{"code":"90","at":0,"steps":1e300}',
  ])('names the line that it cannot read: %.60s', async (line) => {
    const ran = await run(['x86', 'run'], { input: `${INCREMENT}\n${line}\n${INCREMENT}\n` });
    expect(ran.out.split('\n')).toHaveLength(2);
    expect(ran.err).toContain('line 2: ');
    expect({ ...ran, out: '' }).toSatisfy(isRefusal);
  });
});
