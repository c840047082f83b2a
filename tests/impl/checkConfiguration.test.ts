import { describe, expect, it } from 'vitest';
import { SMALL } from '../../src/abi/geometry.ts';
import type { BootConfiguration } from '../../src/abi/geometry.ts';
import { ConfigurationError, checkConfiguration } from '../../src/impl/checkConfiguration.ts';
import { CONFIGURATION, ROOT, capability, principal } from './testMachine.ts';

const ask = (change: Partial<BootConfiguration>): void => checkConfiguration({ ...CONFIGURATION, ...change }, 48 * 4096);

describe('a configuration outside its bounds does not boot (BOO-8)', () => {
  it('accepts the campaign machine', () => expect(() => ask({})).not.toThrow());

  it.each<readonly [string, Partial<BootConfiguration>]>([
    ['geometry.cpus must be 1, but is 2', { geometry: { ...SMALL, cpus: 2 } }],
    ['geometry.aclEntries must be an integer from 1 to 4, but is 5', { geometry: { ...SMALL, aclEntries: 5 } }],
    ['geometry.frames must be an integer from 19 to 48, but is 49', { geometry: { ...SMALL, frames: 49 } }],
    ['geometry.frames must be an integer from 19 to 48, but is 18', { geometry: { ...SMALL, frames: 18 } }],
    ['geometry.tickCycles must be an integer from 1 to 1048576, but is 0', { geometry: { ...SMALL, tickCycles: 0 } }],
    ['principals[0].generation must be an integer from 1 to 7, but is 8', { principals: [{ ...principal(ROOT), generation: 8 }] }],
    ['principals[0].capabilities[0] must be present with all rights, but is 3', { principals: [principal(capability(3))] }],
    ['principals[0].capabilities[0] must be present with all rights, but is undefined', { principals: [principal(null)] }],
    ['quanta[0].principal must be an integer from 0 to 1, but is 2', { quanta: [{ principal: 2, guard: ROOT }] }],
    ['pad.length must be an integer from 0 to 4096, but is 4097', { pad: Array.from({ length: 4097 }, () => 0) }],
  ])('%s', (message, change) => {
    expect(() => ask(change)).toThrow(ConfigurationError);
    expect(() => ask(change)).toThrow(message);
  });
});
