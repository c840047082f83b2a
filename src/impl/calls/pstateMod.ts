import { ERRORS } from '../../abi/errors.ts';
import { LIMIT_ALL } from '../../abi/geometry.ts';
import { PAGE, PAGE_LIMIT_WRITERS_UNIT, PAGE_STATUS, RIGHT_MOD } from '../../abi/layout.ts';
import { capabilitySlot, frameNumber } from '../../abi/words.ts';
import type { Cpu } from '../../x86/cpu.ts';
import type { Call } from '../call.ts';
import { grantsOnPage, validSlot } from '../capabilities.ts';
import type { KernelImage } from '../kernelImage.ts';
import { allowed, pageStatus } from '../pages.ts';
import { runningEnv } from '../processor.ts';

/** pstate_mod (k, frame, readers, writers): sets the sharing limits of a user page. */
export function pstateMod(image: KernelImage, cpu: Cpu, call: Call): number {
  const { ram } = image;
  const { words } = call;
  const frame = frameNumber(words[1] >>> 0);
  if (frame >= image.frames) return ERRORS.E_INVAL; // PSM-1
  if (pageStatus(image, frame) !== PAGE_STATUS.user) return ERRORS.E_INVAL; // PSM-2
  const slot = validSlot(image, runningEnv(image, cpu), capabilitySlot(words[0]));
  if (slot < 0) return ERRORS.E_CAP_INVALID; // PSM-3
  if (!grantsOnPage(image, slot, RIGHT_MOD, frame)) return ERRORS.E_CAP_INSUFF; // PSM-4
  const readers = words[2] >>> 0;
  const writers = words[3] >>> 0;
  if (readers > LIMIT_ALL || writers > LIMIT_ALL) return ERRORS.E_INVAL; // PSM-5
  const row = image.pageRow(frame);
  if (ram.read32(row + PAGE.readers) > allowed(readers)) return ERRORS.E_SHARE; // PSM-6
  if (ram.read32(row + PAGE.writers) > allowed(writers)) return ERRORS.E_SHARE; // PSM-7

  ram.write32(row + PAGE.limits, readers + PAGE_LIMIT_WRITERS_UNIT * writers); // PSM-8
  return 0;
}
