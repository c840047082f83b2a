import { anyFlags } from './drawEvents.ts';
import { DIRECTORY, LARGE, PAGE_BYTES, SPARE, USER_CODE, USER_DATA, USER_STACK, USER_STACK_TOP, USER_TABLE, WORLD } from './layout.ts';
import { CR0, CR4 } from './scene.ts';
import type { Scene } from './scene.ts';
import { ENTRY_BITS, changeSurroundings, spoilEntry } from './surroundings.ts';

/** Accesses of all kinds; EBX, ESI and EDI point to where the pages are unusual. */
const ACCESSES = [
  'mov eax, [ebx]', 'mov [ebx], eax', 'add [ebx], eax', 'cmp [ebx], al', 'mov al, [ebx]', 'mov [ebx], cl', 'xchg [ebx], edx', 'movsd', 'movsb', 'stosd', 'lodsd',
  'rep movsb', 'rep stosd', 'rep lodsb', 'push dword [ebx]', 'pop dword [ebx]', 'inc word [ebx]', 'lock inc dword [ebx]', 'bts [ebx], edx', 'cmpxchg [ebx], ecx',
  'push eax', 'pop ecx', 'call dword [ebx]', 'mov ax, [ebx]\nmov [ebx], ax', 'mov eax, [ebx]\nmov [ebx], eax', 'cmp eax, [ebx]\nadd [ebx], eax', 'mov al, [ebx]\nmov [ebx], ecx', 'mov [ebx], eax\nmov eax, [esi]\nmov [edi], eax', 'xadd [ebx], ecx',
  'cmpxchg8b [ebx]', 'setc [ebx]', 'test [ebx], eax', 'not dword [ebx]', 'shl byte [ebx], 1',
];

/** An address in or around the user's pages, often at the edge of one. */
const address = (scene: Scene, from: number, pages: number): number => {
  const { draws } = scene;
  return draws.percent(50) ? from + PAGE_BYTES * draws.between(0, pages) + draws.between(-4, 3) : from + draws.below(pages * PAGE_BYTES);
};

export const anyRights = (scene: Scene): number => {
  const { draws } = scene;
  const bit = (chance: number, value: number): number => (draws.percent(chance) ? value : 0);
  return bit(90, ENTRY_BITS.present) | bit(65, ENTRY_BITS.writable) | bit(75, ENTRY_BITS.user) | bit(30, ENTRY_BITS.accessed) | bit(30, ENTRY_BITS.dirty) | bit(10, ENTRY_BITS.cacheDisabled) | bit(10, 0x200);
};

const drawControl = (scene: Scene): void => {
  const { draws } = scene;
  scene.given.cr0 = CR0.base | (draws.percent(50) ? CR0.writeProtect : 0) | (draws.percent(20) ? CR0.alignment : 0);
};

/** Rights of the page and of the directory, drawn apart; accesses within a page and across two. */
export const drawSmallPages = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 10);
  drawControl(scene);
  const pages = draws.between(1, 2);
  for (let i = 0; i < pages; i++) {
    const at = scene.entryAddress(USER_DATA + PAGE_BYTES * draws.below(3));
    scene.put(at, (scene.word(at) & ~0xfff) | anyRights(scene));
    scene.note(`${at.toString(16)} = ${scene.word(at).toString(16)}`);
  }
  if (draws.percent(40)) spoilEntry(scene, DIRECTORY + 4);
  if (draws.percent(20)) spoilEntry(scene, scene.entryAddress(draws.pick([USER_CODE, USER_STACK, USER_STACK + PAGE_BYTES])));
  for (const name of ['ebx', 'esi', 'edi'] as const) scene.given[name] = address(scene, USER_DATA, 2);
  scene.code(draws.pick(ACCESSES));
  scene.note(`ebx ${scene.given.ebx.toString(16)} esi ${scene.given.esi.toString(16)} edi ${scene.given.edi.toString(16)}`);
  scene.begin(anyFlags(scene), draws.percent(20) ? USER_STACK + PAGE_BYTES + draws.between(-4, 4) : USER_STACK_TOP - 4 * draws.between(4, 40));
};

/** Two addresses of one frame, and the second directory entry through the same or another table. */
export const drawAliases = (scene: Scene): void => {
  const { draws } = scene;
  drawControl(scene);
  scene.put(DIRECTORY + 8, draws.pick([USER_TABLE, SPARE]) | anyRights(scene) | ENTRY_BITS.present);
  scene.put(SPARE + 8, (WORLD + PAGE_BYTES * draws.between(11, 12)) | anyRights(scene));
  scene.put(SPARE + 12, (WORLD + PAGE_BYTES * draws.between(11, 12)) | anyRights(scene));
  for (const name of ['ebx', 'esi', 'edi'] as const) scene.given[name] = address(scene, draws.percent(60) ? LARGE + 2 * PAGE_BYTES : USER_DATA, 2);
  scene.code(draws.pick(ACCESSES));
  scene.note(`directory ${scene.word(DIRECTORY + 8).toString(16)} ebx ${scene.given.ebx.toString(16)}`);
  scene.begin(anyFlags(scene));
};

/** A page of 4 MB that shows the world again, or a table where PSE is not set. Bits 13 to 20 are address bits on the reference machine. */
export const drawLargePages = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 10);
  drawControl(scene);
  scene.given.cr4 = draws.percent(85) ? CR4.largePages : 0;
  const frame = draws.percent(85) ? 0 : 0x200000;
  scene.put(DIRECTORY + 8, frame | anyRights(scene) | ENTRY_BITS.large);
  if (scene.given.cr4 === 0) scene.put(DIRECTORY + 8, scene.word(DIRECTORY + 8) | SPARE);
  if (draws.percent(20)) spoilEntry(scene, DIRECTORY + 8);
  for (const name of ['ebx', 'esi', 'edi'] as const) scene.given[name] = address(scene, draws.percent(70) ? LARGE + WORLD + 11 * PAGE_BYTES : USER_DATA, 2);
  scene.code(draws.pick(ACCESSES));
  scene.note(`directory ${scene.word(DIRECTORY + 8).toString(16)} cr4 ${scene.given.cr4.toString(16)} ebx ${scene.given.ebx.toString(16)}`);
  scene.begin(anyFlags(scene));
};

/** Code in pages that may not be fetched from, across their edge, and stacks that end. */
export const drawFetch = (scene: Scene): void => {
  const { draws } = scene;
  drawControl(scene);
  scene.ring = 3;
  const text = draws.pick(['nop\nnop\nnop', 'mov eax, 0x12345678', 'mov dword [ebx+0x100], 0x12345678', 'push 0x12345678', 'add eax, [ebx+esi]\nnop', 'call $+0x20']);
  const at = draws.pick([USER_CODE + PAGE_BYTES - draws.between(1, 9), USER_CODE + 0x100, USER_CODE + 2 * PAGE_BYTES - draws.between(1, 9)]);
  for (const page of [USER_CODE, USER_CODE + PAGE_BYTES]) if (draws.percent(50)) spoilEntry(scene, scene.entryAddress(page));
  scene.code(text, at);
  scene.frame(at, 0x1b, anyFlags(scene), address(scene, USER_STACK, 2) & (draws.percent(80) ? ~3 : -1), 0x23);
  scene.note(`at ${at.toString(16)}`);
};
