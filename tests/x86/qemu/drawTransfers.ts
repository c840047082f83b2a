import { codeSelector } from './descriptorDraw.ts';
import { anyFlags } from './drawEvents.ts';
import { USER_STACK_TOP } from './layout.ts';
import type { Scene } from './scene.ts';
import { changeSurroundings } from './surroundings.ts';

/** Far CALL and JMP, direct and through memory, to code of all kinds. */
export const drawTransfer = (scene: Scene): void => {
  const { draws } = scene;
  changeSurroundings(scene, 30);
  const target = scene.codeStart + 0x100;
  const selector = codeSelector(scene, target);
  const jump = draws.pick(['callf', 'jmpf']);
  const narrow = draws.percent(10) ? 'o16 ' : '';
  if (draws.percent(50)) {
    const opcode = jump === 'callf' ? 0x9a : 0xea;
    const offset = [target, target >> 8, ...(narrow === '' ? [target >> 16, target >> 24] : [])].map((byte) => byte & 0xff);
    scene.code('nop');
    scene.putBytes(scene.codeStart, [...(narrow === '' ? [] : [0x66]), opcode, ...offset, selector & 0xff, selector >> 8]);
    scene.note(`${narrow}${jump} ${selector.toString(16)}`);
  } else {
    scene.code(`${narrow}${jump} [ebx]`);
    scene.note(selector.toString(16));
    scene.putBytes(scene.given.ebx & ~3, new Uint8Array(narrow === '' ? Int32Array.from([target, selector]).buffer : Uint16Array.from([target, selector]).buffer));
  }
  scene.code(draws.pick(['nop', 'mov eax, cs']), target);
  scene.begin(anyFlags(scene), USER_STACK_TOP - 4 * draws.between(4, 20));
};
