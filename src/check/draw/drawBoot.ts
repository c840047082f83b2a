import { LIMIT_ALL, LIMIT_NONE, LIMIT_ONE, SMALL } from '../../abi/geometry.ts';
import type { BootCapability, BootConfiguration, BootQuantum, Geometry, Principal } from '../../abi/geometry.ts';
import { frameMapOf } from '../../abi/frameMap.ts';
import { RIGHTS_ALL } from '../../abi/layout.ts';
import { PAD_CODE, PAD_HANDLER } from '../pad.ts';
import { Draw } from './draw.ts';

/** Scenarios start from one of so many configurations, drawn once: booting each anew would cost more than running it. */
export const BOOTS = 64;

/** How the capabilities of the principals relate. */
type Relation = 'incomparable' | 'ordered' | 'equal' | 'rooted';

const baseName = (relation: Relation, i: number): number[] => {
  switch (relation) {
    case 'incomparable': return [10 + i];
    case 'ordered': return [10, 11, 12, 13].slice(0, 1 + i);
    case 'equal': return [10];
    case 'rooted': return i === 0 ? [] : [10 + i];
  }
};

/** A further slot: an own name with some rights, a longer one, a peer's name, a full-length one, or none. */
const drawSlot = (draw: Draw, relation: Relation, i: number, count: number): BootCapability | null => {
  const own = baseName(relation, i);
  const rights = draw.of([7, 7, 1, 4, 5, 0, 3, 6]);
  switch (draw.below(6)) {
    case 0: return null;
    case 1: return { rights, name: [...own, draw.of([0, 1, 255])].slice(0, 7) };
    case 2: return { rights: draw.of([0, 1, 7, 4]), name: baseName(relation, draw.below(count)).concat(draw.chance(50) ? [1] : []) };
    case 3: return { rights, name: [...own, 255, 255, 255, 255, 255, 255, 255].slice(0, 7) };
    default: return { rights, name: own };
  }
};

const drawPrincipal = (draw: Draw, g: Geometry, relation: Relation, i: number, count: number): Principal => {
  const slots: (BootCapability | null)[] = [{ rights: RIGHTS_ALL, name: baseName(relation, i) }];
  const filled = 1 + draw.below(g.capabilitySlots - 1);
  for (let k = 1; k <= filled; k++) slots.push(k === 1 ? { rights: RIGHTS_ALL, name: baseName(relation, i) } : drawSlot(draw, relation, i, count));
  const last = 2 ** g.generationBits - 1;
  return {
    generation: draw.of([1, last, last - 1, 2]),
    capabilities: slots.slice(0, g.capabilitySlots),
    status: i === 0 || draw.chance(88) ? 1 : 0,
    entfault: draw.chance(85) ? PAD_HANDLER : 0,
  };
};

/** Frames that each principal is born with (BOO-3). */
const PRINCIPAL_FRAMES = 4;
/** The frames that the principals and the kernel leave free: enough for some births, or so few that memory runs out. */
const FREE_FRAMES: readonly number[] = [1, 3, 5, 9, 12, 16, 20, 24];
/** Rows of quanta that the principals leave free at most: few, so that they run out, or those of the base geometry. */
const FREE_QUANTA: readonly number[] = [1, 2, 8, 8];

/** By size, not by identity: geometries cross threads by copying. */
const isSmall = (base: Geometry): boolean => base.frames <= SMALL.frames;

const drawGeometry = (draw: Draw, base: Geometry, count: number): Geometry => ({
  ...base,
  frames: isSmall(base) ? frameMapOf(base).kernelFrames + PRINCIPAL_FRAMES * count + draw.of(FREE_FRAMES) : base.frames,
  capabilitySlots: draw.of([base.capabilitySlots, 4]),
  quanta: isSmall(base) ? Math.min(base.quanta, count + 1 + draw.of(FREE_QUANTA)) : base.quanta,
  generationBits: isSmall(base) ? draw.of([3, 2, 20]) : base.generationBits,
  tickCycles: draw.of([500, 75, 190, 40]),
  readersLimit: draw.of([LIMIT_ALL, LIMIT_ALL, LIMIT_ONE]),
  writersLimit: draw.of([LIMIT_ALL, LIMIT_ALL, LIMIT_ONE, LIMIT_NONE]),
});

const drawn = new WeakMap<Geometry, (BootConfiguration | undefined)[]>();

/** The boot configuration of an index: a function of the index and the base geometry alone, drawn once. */
export const bootOf = (index: number, base: Geometry): BootConfiguration => {
  const known = drawn.get(base) ?? [];
  drawn.set(base, known);
  return (known[index] ??= drawBoot(index, base));
};

const drawBoot = (index: number, base: Geometry): BootConfiguration => {
  const draw = new Draw(new Int32Array(0));
  draw.begin(Math.imul(index + 1, 0x9e3779b1));
  const relation: Relation = (['incomparable', 'incomparable', 'ordered', 'equal', 'rooted'] as const)[index % 5];
  const count = index < 8 ? 2 + (index % 3) : 1 + draw.below(4);
  const geometry = drawGeometry(draw, base, count);
  const principals = Array.from({ length: count }, (_, i) => drawPrincipal(draw, geometry, relation, i, count));
  const quanta: (BootQuantum | null)[] = [];
  principals.forEach((_, i) => {
    if (draw.chance(20)) quanta.push(null);
    quanta.push({ principal: i, guard: { rights: RIGHTS_ALL, name: baseName(relation, i) } });
  });
  if (draw.chance(30)) quanta.push({ principal: 0, guard: { rights: RIGHTS_ALL, name: baseName(relation, 0) } });
  return { geometry, principals, quanta: quanta.slice(0, geometry.quanta), pad: PAD_CODE };
};
