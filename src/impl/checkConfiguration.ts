import { ENTRIES_PER_TABLE, PAGE_BYTES } from '../abi/addressMap.ts';
import { frameMapOf } from '../abi/frameMap.ts';
import { LIMIT_ALL, LIMIT_NONE } from '../abi/geometry.ts';
import type { BootCapability, BootConfiguration, Geometry, Principal } from '../abi/geometry.ts';
import { CAPABILITY_NAME_MAX, RIGHTS_ALL } from '../abi/layout.ts';

/** A boot configuration outside its bounds; the message names the field and its bound. BOO-8. */
export class ConfigurationError extends Error {
  readonly field: string;
  constructor(field: string, bound: string, value: unknown) {
    super(`${field} must be ${bound}, but is ${String(value)}`);
    this.name = 'ConfigurationError';
    this.field = field;
  }
}

/** The pages window is 2 MB long. */
const FRAMES_MAX = 32768;
/** Frames that a principal takes at birth. */
export const PRINCIPAL_FRAMES = 4;
const WORD_MIN = -(2 ** 31);
const WORD_MAX = 2 ** 32 - 1;

function requireRange(field: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new ConfigurationError(field, min === max ? `${min}` : `an integer from ${min} to ${max}`, value);
}

function checkGeometry(g: Geometry): void {
  requireRange('geometry.envs', g.envs, 1, 1024);
  requireRange('geometry.capabilitySlots', g.capabilitySlots, 1, 64);
  requireRange('geometry.aclEntries', g.aclEntries, 1, 4);
  requireRange('geometry.quanta', g.quanta, 1, 1024);
  requireRange('geometry.generationBits', g.generationBits, 1, 20);
  requireRange('geometry.cpus', g.cpus, 1, 1);
  requireRange('geometry.tickCycles', g.tickCycles, 1, 2 ** 20);
  requireRange('geometry.readersLimit', g.readersLimit, LIMIT_NONE, LIMIT_ALL);
  requireRange('geometry.writersLimit', g.writersLimit, LIMIT_NONE, LIMIT_ALL);
  requireRange('geometry.frames', g.frames, 1, FRAMES_MAX);
}

/** RAM must hold the declared frames, and these the kernel, which one page table maps, and the principals. */
function checkFrames({ geometry, principals }: BootConfiguration, ramBytes: number): void {
  const { kernelFrames } = frameMapOf(geometry);
  if (kernelFrames > ENTRIES_PER_TABLE) throw new ConfigurationError('geometry', `such that the kernel needs at most ${ENTRIES_PER_TABLE} frames`, kernelFrames);
  requireRange('geometry.frames', geometry.frames, kernelFrames + PRINCIPAL_FRAMES * principals.length, Math.min(FRAMES_MAX, ramBytes / PAGE_BYTES));
}

function checkCapability(field: string, { rights, name }: BootCapability): void {
  requireRange(`${field}.rights`, rights, 0, RIGHTS_ALL);
  requireRange(`${field}.name.length`, name.length, 0, CAPABILITY_NAME_MAX);
  name.forEach((byte, i) => requireRange(`${field}.name[${i}]`, byte, 0, 255));
}

function checkPrincipal(field: string, principal: Principal, geometry: Geometry): void {
  const { capabilities } = principal;
  requireRange(`${field}.generation`, principal.generation, 1, 2 ** geometry.generationBits - 1);
  requireRange(`${field}.capabilities.length`, capabilities.length, 1, geometry.capabilitySlots);
  capabilities.forEach((capability, slot) => {
    if (capability !== null) checkCapability(`${field}.capabilities[${slot}]`, capability);
  });
  const first = capabilities[0];
  if (first === null || first.rights !== RIGHTS_ALL) throw new ConfigurationError(`${field}.capabilities[0]`, 'present with all rights', first?.rights);
  requireRange(`${field}.status`, principal.status, WORD_MIN, WORD_MAX);
  requireRange(`${field}.entfault`, principal.entfault, WORD_MIN, WORD_MAX);
}

/** Refuses a configuration outside its bounds. BOO-8. @throws ConfigurationError */
export function checkConfiguration(configuration: BootConfiguration, ramBytes: number): void {
  const { geometry, principals, quanta, pad } = configuration;
  checkGeometry(geometry); // BOO-8
  requireRange('principals.length', principals.length, 0, geometry.envs); // BOO-8
  checkFrames(configuration, ramBytes); // BOO-8
  principals.forEach((principal, i) => checkPrincipal(`principals[${i}]`, principal, geometry)); // BOO-8
  requireRange('quanta.length', quanta.length, 0, geometry.quanta); // BOO-8
  quanta.forEach((quantum, i) => {
    if (quantum === null) return;
    requireRange(`quanta[${i}].principal`, quantum.principal, 0, principals.length - 1);
    checkCapability(`quanta[${i}].guard`, quantum.guard);
  });
  requireRange('pad.length', pad.length, 0, PAGE_BYTES); // BOO-8
  pad.forEach((byte, i) => requireRange(`pad[${i}]`, byte, 0, 255));
}
