import { anyFlags } from './drawEvents.ts';
import { anyRights } from './drawPages.ts';
import { handlerOf } from './image.ts';
import { DIRECTORY, INVALIDATE, LARGE, PAGE_BYTES, RELOAD, SELECTOR, SPARE, USER, USER_DATA, USER_PAGES, USER_STACK_TOP, USER_TABLE, WORLD } from './layout.ts';
import { CR0, CR4 } from './scene.ts';
import type { Scene } from './scene.ts';
import { ENTRY_BITS } from './surroundings.ts';

const INVALIDATE_VECTOR = 0x2e;
const RELOAD_VECTOR = 0x2f;
/** Where ring 3 sees the tables that it changes: behind its stack. */
const TABLE_WINDOW = USER_STACK_TOP;
const DIRECTORY_WINDOW = USER_STACK_TOP + PAGE_BYTES;

const openTables = (scene: Scene): void => {
  const entries = USER_TABLE + ((USER >>> 12) % 1024) * 4;
  scene.put(entries + 4 * USER_PAGES, USER_TABLE | 7);
  scene.put(entries + 4 * (USER_PAGES + 1), DIRECTORY | 7);
  for (const [vector, handler] of [[INVALIDATE_VECTOR, INVALIDATE], [RELOAD_VECTOR, RELOAD]]) {
    scene.gate(vector, { selector: SELECTOR.kernelCode, offset: handlerOf(handler), access: 0xef });
  }
};

interface Change {
  /** Offset of the entry in its table, as seen through one of the windows. */
  readonly entry: number;
  readonly before: number;
  readonly after: number;
  /** Address that is used before and behind the change. */
  readonly used: number;
}

const drawSmall = (scene: Scene): Change => {
  const { draws } = scene;
  const used = USER_DATA + draws.below(2) * PAGE_BYTES + 4 * draws.below(1000);
  const entry = TABLE_WINDOW + ((used >>> 12) % 1024) * 4;
  const frame = (): number => WORLD + PAGE_BYTES * draws.between(11, 12);
  return { entry, used, before: frame() | anyRights(scene) | ENTRY_BITS.present, after: frame() | anyRights(scene) };
};

const drawDirectory = (scene: Scene): Change => {
  const { draws } = scene;
  const large = draws.percent(60);
  scene.given.cr4 = large ? CR4.largePages : 0;
  scene.put(SPARE + 4 * 0x10b, (WORLD + 12 * PAGE_BYTES) | 7);
  scene.put(USER_TABLE + 4 * 0x10b, (WORLD + 11 * PAGE_BYTES) | 7);
  const tables = large ? [ENTRY_BITS.large, SPARE, USER_TABLE] : [SPARE, USER_TABLE];
  const value = (): number => draws.pick(tables) | anyRights(scene);
  return { entry: DIRECTORY_WINDOW + 8, used: LARGE + WORLD + 11 * PAGE_BYTES + 4 * draws.below(1000), before: value() | ENTRY_BITS.present, after: value() };
};

const USES = ['mov eax, [ebx]', 'mov [ebx], eax', 'add [ebx], eax', 'cmp [ebx], eax'];

/**
 * An entry that is in use is changed in memory, invalidated by INVLPG or a load of CR3 as the manual asks, and used
 * again. An entry that is made to permit more, or was not used before, needs no invalidation.
 */
export const drawChangedPages = (scene: Scene): void => {
  const { draws } = scene;
  scene.given.cr0 = CR0.base | (draws.percent(50) ? CR0.writeProtect : 0);
  openTables(scene);
  const way = draws.pick([0, 0, 1, 2, 3]);
  // QEMU caches no directory entries, so it sees at once what ours need not see without an invalidation.
  const { entry, before, after, used } = way === 3 || draws.percent(50) ? drawSmall(scene) : drawDirectory(scene);
  const permitted = way === 3 ? before | (ENTRY_BITS.writable | ENTRY_BITS.user) & draws.word() : after;
  scene.given.ebx = used;
  // What INVLPG of one address evicts of a large page is all of it.
  const isLarge = scene.given.cr4 !== 0 && entry >= DIRECTORY_WINDOW && (before & ENTRY_BITS.large) !== 0;
  scene.given.esi = isLarge ? used ^ PAGE_BYTES : used;
  scene.given.edi = entry;
  scene.given.ecx = permitted;
  const other = isLarge && draws.percent(60);
  const first = other ? 'mov edx, [esi]' : draws.pick(USES);
  const invalidate = way < 2 ? `int ${[INVALIDATE_VECTOR, RELOAD_VECTOR][way]}` : 'nop';
  scene.put(entry - (entry < DIRECTORY_WINDOW ? TABLE_WINDOW - USER_TABLE : DIRECTORY_WINDOW - DIRECTORY), before);
  const last = other ? 'mov eax, [esi]' : draws.pick(USES);
  scene.code(`${way === 2 ? 'nop' : first}\nmov [edi], ecx\n${invalidate}\n${last}\n${draws.pick(other ? ['nop'] : ['nop', ...USES])}`);
  scene.note(`[${entry.toString(16)}] from ${before.toString(16)} to ${permitted.toString(16)}, used at ${used.toString(16)}`);
  scene.begin(anyFlags(scene));
};
