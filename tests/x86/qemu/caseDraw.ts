import { Draws } from '../oracle/draws.ts';
import type { PrivilegedCase } from './caseFormat.ts';
import { drawChangedPages } from './drawChangedPages.ts';
import { drawFault, drawInnerStack, drawSoftwareInterrupt } from './drawEvents.ts';
import { drawFlagInstructions, drawPrivileged, drawStep, drawStepBegin } from './drawFlags.ts';
import { drawAliases, drawFetch, drawLargePages, drawSmallPages } from './drawPages.ts';
import { drawIret, drawReturn } from './drawReturns.ts';
import { drawSegmentAccess, drawSegmentLoad } from './drawSegmentLoads.ts';
import { drawTransfer } from './drawTransfers.ts';
import { Scene } from './scene.ts';

/** The classes of cases, which come round in this order. */
const KINDS: Readonly<Record<string, (scene: Scene) => void>> = {
  'software interrupts': drawSoftwareInterrupt,
  faults: drawFault,
  'inner stacks': drawInnerStack,
  'first IRET': drawIret,
  'IRET and far RET': drawReturn,
  'far CALL and JMP': drawTransfer,
  'segment loads': drawSegmentLoad,
  'segment limits': drawSegmentAccess,
  'pages of 4 KB': drawSmallPages,
  'aliased pages': drawAliases,
  'pages of 4 MB': drawLargePages,
  'changed pages': drawChangedPages,
  'code fetch': drawFetch,
  'flag instructions': drawFlagInstructions,
  'privileged instructions': drawPrivileged,
  'single steps': drawStep,
  'single steps from POPF': drawStepBegin,
};

export const KIND_NAMES = Object.keys(KINDS);

/** Case `index` of a seed, on every host the same. */
export const drawPrivilegedCase = (seed: number, index: number): PrivilegedCase => {
  const kind = KIND_NAMES[index % KIND_NAMES.length];
  const scene = new Scene(new Draws(seed, index));
  scene.ring = scene.draws.percent(65) ? 3 : 0;
  KINDS[kind](scene);
  return scene.finish(kind);
};
