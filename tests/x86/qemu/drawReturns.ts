import { anySelector, codeSelector, freeDescriptor, stackAccess } from './descriptorDraw.ts';
import { anyFlags } from './drawEvents.ts';
import { KERNEL_CODE, KERNEL_STACK_TOP, SELECTOR, TSS, USER_CODE, USER_STACK_TOP } from './layout.ts';
import type { Ring, Scene } from './scene.ts';
import { changeSurroundings } from './surroundings.ts';

/** What IRET may pop for the flags; VM is left out, as there is no virtual-8086 mode here, and TF belongs to the single steps. */
const poppedFlags = (scene: Scene): number => (scene.draws.percent(50) ? anyFlags(scene) : scene.draws.word() & ~(0x20000 | 0x100)) | 2;

/** RPL 0 or 3: our processor has no code of other rings. */
const inRings = (selector: number): number => ((selector & 3) % 3 === 0 ? selector : selector | 3);

interface Frame {
  readonly eip: number;
  readonly cs: number;
  readonly esp: number;
  readonly ss: number;
}

const drawFrame = (scene: Scene): Frame => {
  const { draws } = scene;
  const target: Ring = draws.percent(70) ? 3 : 0;
  const eip = target === 3 ? USER_CODE + 0x100 : KERNEL_CODE + 0x100;
  const right = target === 3 ? SELECTOR.userCode : SELECTOR.kernelCode;
  const cs = inRings(draws.percent(50) ? right : codeSelector(scene, eip));
  const esp = draws.percent(60) ? USER_STACK_TOP - 4 * draws.between(4, 40) : draws.word();
  const stack = draws.percent(30) ? freeDescriptor(scene, { base: 0, limit: 0xfffff, access: stackAccess(draws), flags: 0xc }) | draws.pick([0, 3]) : anySelector(scene);
  return { eip, cs, esp, ss: draws.percent(50) ? SELECTOR.userData : stack };
};

const drawSegments = (scene: Scene): void => {
  const { draws } = scene;
  const choices = [SELECTOR.userData, SELECTOR.kernelData, 0, 1, 3, SELECTOR.userCode, SELECTOR.kernelCode, SELECTOR.smallData, SELECTOR.limitedStack, SELECTOR.sharedCode];
  for (const name of ['ds', 'es', 'fs', 'gs'] as const) if (draws.percent(60)) scene.given[name] = draws.pick(choices);
};

/** The first IRET itself pops what is drawn; what it reaches uses its stack. */
export const drawIret = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 30);
  drawSegments(scene);
  const { eip, cs, esp, ss } = drawFrame(scene);
  for (const at of [USER_CODE + 0x100, KERNEL_CODE + 0x100]) scene.code(draws.pick(['nop', 'push eax\npop ecx', 'pushf', 'mov eax, ss']), at);
  scene.frame(eip, cs, poppedFlags(scene), esp, ss);
};

/** IRET and far RET from ring 0 or ring 3, of both operand sizes. */
export const drawReturn = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 25);
  drawSegments(scene);
  const text = draws.pick(['iret', 'iret', 'iretw', 'retf', 'retf', 'retf 8', 'o16 retf', 'retf 16']);
  const frame = drawFrame(scene);
  const isIret = text.startsWith('iret');
  const tail = [frame.esp, frame.ss];
  const words = isIret ? [frame.eip, frame.cs, poppedFlags(scene), ...tail] : [frame.eip, frame.cs, ...(text === 'retf 8' ? [draws.word(), draws.word()] : []), ...tail];
  const narrow = text === 'iretw' || text.startsWith('o16');
  const bytes = narrow ? new Uint8Array(Uint16Array.from(words).buffer) : new Uint8Array(Int32Array.from(words).buffer);
  scene.code(text.replace(/^iretw$/, 'o16 iret'));
  const at = scene.ring === 3 ? USER_STACK_TOP - 4 * draws.between(8, 40) : KERNEL_STACK_TOP - 4 * draws.between(8, 40);
  if (scene.ring === 0 && scene.given.esp === 0) scene.given.esp = at - 12;
  const nested = isIret && draws.percent(6);
  // The reference machine would switch to a busy TSS; there is none that the back link could name.
  if (nested) scene.put(TSS, draws.pick([0, SELECTOR.kernelData, SELECTOR.userCode, SELECTOR.task, 0x2c, 0xfff8]));
  scene.begin(anyFlags(scene) | (nested ? 0x4000 : 0), at);
  scene.putBytes(scene.ring === 3 ? at : scene.given.esp + 12, bytes);
};
