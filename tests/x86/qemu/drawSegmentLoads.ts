import { anySelector, freeDescriptor, segmentFields } from './descriptorDraw.ts';
import { anyFlags } from './drawEvents.ts';
import { SELECTOR, USER_DATA } from './layout.ts';
import type { Scene } from './scene.ts';
import { changeSurroundings } from './surroundings.ts';

const REGISTERS = ['es', 'ds', 'fs', 'gs', 'ss'] as const;

/** Accesses at the edge of a segment. */
const accessText = (segment: string, size: string): readonly string[] => [
  `mov ${size}, ${segment}:[ebx]`, `mov ${segment}:[ebx], ${size}`, `add ${segment}:[ebx], ${size}`, `push dword ${segment}:[ebx]`, `pop dword ${segment}:[ebx]`, 'nop',
];

/** Code that loads a segment register in one of its ways; the selector stands in AX and at ESI. */
const loadText = (scene: Scene, register: (typeof REGISTERS)[number]): string => {
  const { draws } = scene;
  const lone = [`mov ${register}, ax`, `mov ${register}, [esi+4]`, `push eax\npop ${register}`, `push ax\no16 pop ${register}`];
  return draws.pick([...lone, `l${register} edx, [esi]`]);
};

/** A selector that may well be refused, or a segment of the case. */
const drawSelector = (scene: Scene): number => {
  const { draws } = scene;
  if (draws.percent(40)) return anySelector(scene);
  return freeDescriptor(scene, segmentFields(draws)) | (draws.percent(70) ? scene.ring : draws.below(4));
};

/** Loads a segment register and uses it at an offset around its limit. */
export const drawSegmentLoad = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 20);
  const selector = drawSelector(scene);
  const register = draws.pick(REGISTERS);
  scene.given.eax = (draws.word() & 0xffff0000) | selector;
  scene.putWords(scene.given.esi & ~3, [draws.value(), selector]);
  scene.given.ebx = offsetNear(scene);
  scene.code(`${loadText(scene, register)}\n${draws.pick(accessText(register, draws.pick(['eax', 'ax', 'cl'])))}\n${draws.pick(['nop', `mov ecx, ${register}`])}`);
  scene.note(`selector ${selector.toString(16)} offset ${scene.given.ebx.toString(16)}`);
  scene.begin(anyFlags(scene));
};

const offsetNear = (scene: Scene): number => {
  const { draws } = scene;
  const edges = [0, 0xfff, 0x1000, 0x2000, 0x401fff, 0x402000, 0x403000, 0x404000, 0xffffffff, 0xffff, 0x10000];
  if (draws.percent(40)) return USER_DATA + draws.below(0x2000);
  return (draws.pick(edges) + draws.between(-5, 4)) | 0;
};

/** Accesses through the segments that every case has: by limit, expand-down, read-only by way of code. */
export const drawSegmentAccess = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 10);
  const register = draws.pick(['ds', 'es', 'fs', 'gs'] as const);
  scene.given[register] = draws.pick([SELECTOR.smallData, SELECTOR.downData, SELECTOR.userCode, SELECTOR.kernelData, SELECTOR.kernelCode, SELECTOR.limitedStack, 0, 2]);
  scene.given.ebx = draws.pick([0, 0x1fff, 0x2000, 0x402fff, 0x403000, 0x404000, 0xffffffff]) + draws.between(-5, 4);
  scene.code(draws.pick(accessText(register, draws.pick(['eax', 'ax', 'cl']))));
  scene.note(`${register} ${scene.given[register].toString(16)} offset ${scene.given.ebx.toString(16)}`);
  scene.begin(anyFlags(scene));
};
