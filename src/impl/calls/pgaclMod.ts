import { ERRORS } from '../../abi/errors.ts';
import { CAPABILITY_BYTES, PAGE, PAGE_STATUS, RIGHTS_ALL, RIGHT_MOD } from '../../abi/layout.ts';
import { capabilitySlot, frameNumber, virtualAddress } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnPage, isCanonical, validSlot } from '../capabilities.ts';
import type { KernelImage } from '../kernelImage.ts';
import { pageStatus } from '../pages.ts';
import { runningEnv } from '../processor.ts';
import { leavesUserSpace, missAt, missingByte } from '../userMemory.ts';

/** pgacl_mod (k, frame, position, new): writes or clears an ACL entry of a user page. */
export function pgaclMod(image: KernelImage, cpu: Cpu, call: Call): number {
  const { words } = call;
  const given = virtualAddress(words[3]);
  if (given !== 0 && leavesUserSpace(given, CAPABILITY_BYTES)) return ERRORS.E_FAULT; // PGA-1
  const missing = given !== 0 ? missingByte(cpu, given, CAPABILITY_BYTES) : -1;
  if (missing >= 0) return missAt(missing, 0); // ENT-5
  const low = given !== 0 ? cpu.readSupervisor32(given) : 0; // ENT-6
  const high = given !== 0 ? cpu.readSupervisor32((given + 4) | 0) : 0; // ENT-6

  const frame = frameNumber(words[1] >>> 0);
  if (frame >= image.frames) return ERRORS.E_INVAL; // PGA-2
  if (pageStatus(image, frame) !== PAGE_STATUS.user) return ERRORS.E_INVAL; // PGA-3
  const slot = validSlot(image, runningEnv(image, cpu), capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // PGA-4
  if (!grantsOnPage(image, slot, RIGHT_MOD, frame)) return ERRORS.E_CAP_INSUFF; // PGA-5
  const position = words[2] >>> 0;
  if (position >= image.aclEntries) return ERRORS.E_INVAL; // PGA-6
  if (position === 0 && given === 0) return ERRORS.E_INVAL; // PGA-7
  if (given !== 0 && !isCanonical(low, high)) return ERRORS.E_CAP_INVALID; // PGA-8
  if (position === 0 && given !== 0 && (low & RIGHTS_ALL) !== RIGHTS_ALL) return ERRORS.E_CAP_INSUFF; // PGA-9

  const entry = image.pageRow(frame) + PAGE.acl + position * CAPABILITY_BYTES;
  image.ram.write32(entry, low); // PGA-10
  image.ram.write32(entry + 4, high); // PGA-10
  return 0;
}
