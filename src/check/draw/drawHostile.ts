import { KERNBASE, PAD, PAGE_BYTES, ULIM, UPAGES, UTOP, UVPT, UWINDOWS } from '../../abi/addressMap.ts';
import { CALLS } from '../../abi/calls.ts';
import { ENTRY } from '../../abi/layout.ts';
import { get } from '../../model/vector.ts';
import type { State } from '../../model/state.ts';
import { IDLE_STEP } from '../step.ts';
import type { RegisterSetting, Step, Store } from '../step.ts';
import type { Draw } from './draw.ts';
import { PLAIN_FLAGS } from './callDraft.ts';
import { boundVa, hotVa, idOf, sceneOf, scratch, specialWord, uareaAddress } from './pools.ts';
import type { Scene } from './pools.ts';

/**
 * Machine code that means harm: instructions that only the kernel may execute, gates, segment loads and far
 * transfers, string operations over everything, prefixes in heaps, and calls from the middle of it. What follows an
 * opcode is whatever the tape says, so operands and lengths vary freely.
 */
const OPCODES: readonly (readonly number[])[] = [
  [0xcd, 0x30], [0xcd, 0x30], [0xcd, 0x30], [0xcd], [0xcc], [0xce], [0xf1], [0xcf], [0x9d], [0x9c], [0xf4], [0xfa], [0xfb],
  [0x0f, 0x01], [0x0f, 0x00], [0x0f, 0x20], [0x0f, 0x22], [0x0f, 0x06], [0x0f, 0x08], [0x0f, 0x09], [0x0f, 0x30], [0x0f, 0x34], [0x0f, 0x0b],
  [0x8e], [0x8c], [0x1f], [0x07], [0x17], [0x0f, 0xa1], [0x0f, 0xa9], [0x9a], [0xea], [0xcb], [0xca], [0xff], [0xc4], [0xc5], [0x0f, 0xb2],
  [0x6c], [0xe4], [0xe6], [0xec], [0xef], [0xf3, 0xa4], [0xf3, 0xa5], [0xf2, 0xae], [0xf3, 0xab], [0xf3, 0xa6], [0xa4], [0x63], [0x62],
  [0x89], [0x8b], [0x88], [0x87], [0x01], [0x31], [0xc7], [0xfe], [0x8f], [0x50], [0x5c], [0x60], [0x61], [0xc8], [0xc9], [0xe8], [0xe9], [0xeb],
  [0xc3], [0xc2], [0xf6], [0xf7], [0xd3], [0x0f, 0xab], [0x0f, 0xbb], [0x0f, 0xc1], [0x0f, 0xb1], [0x0f, 0xc7], [0xd9], [0x9b], [0x0f, 0xa2],
];
const PREFIXES: readonly number[] = [0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65];

const CALL_NUMBERS: readonly number[] = Object.values(CALLS).map(({ number }) => number);
/** Bytes that a step writes at most. */
const CODE_BYTES_MAX = 24;
/** Instructions that a step runs at most; loops and REP end there. */
const INSTRUCTIONS_MAX = 48;

/** An address that code may aim at: its own memory and its edges, windows, page tables, the kernel. Words wrap. */
const aim = (scene: Scene): number => place(scene) >>> 0;

const place = (scene: Scene): number => {
  const { draw } = scene;
  switch (draw.below(9)) {
    case 0: return KERNBASE + PAGE_BYTES * draw.below(16) + draw.below(PAGE_BYTES);
    case 1: return UVPT + 4 * Math.trunc(hotVa(scene) / PAGE_BYTES);
    case 2: return draw.of([UWINDOWS, UPAGES, ULIM, ULIM - 4, ULIM - 1, UTOP, 0, 0xfffffffc, PAD]) + draw.below(64);
    case 3: return specialWord(scene);
    case 4: return hotVa(scene) + draw.of([0, 4092, 4095, 4096]);
    case 5: return uareaAddress(scene) + draw.below(PAGE_BYTES);
    default: return boundVa(scene, scene.env) + draw.below(PAGE_BYTES);
  }
};

/** A word for an argument register: a slot, an id, a frame, an entry, a count, an address, or anything. */
const argument = (scene: Scene): number => {
  const { draw } = scene;
  switch (draw.below(7)) {
    case 0: return draw.below(scene.env.capabilities.length + 1);
    case 1: {
      const index = draw.below(scene.state.envs.length);
      return idOf(get(scene.state.envs, index), index);
    }
    case 2: return draw.below(scene.state.pages.length + 1);
    case 3: return draw.below(scene.state.pages.length + 1) * PAGE_BYTES + draw.below(8) + ENTRY.user;
    case 4: return draw.below(70);
    case 5: return aim(scene);
    default: return draw.chance(50) ? 0 : draw.word();
  }
};

const hostileRegisters = (scene: Scene): RegisterSetting => {
  const { draw } = scene;
  return {
    eax: draw.chance(60) ? draw.of(CALL_NUMBERS) : argument(scene), ebx: argument(scene), ecx: argument(scene), edx: argument(scene),
    esi: argument(scene), edi: argument(scene), ebp: argument(scene), esp: draw.chance(90) ? uareaAddress(scene) + 2048 + 4 * draw.below(64) : aim(scene),
    eflags: PLAIN_FLAGS + (draw.chance(20) ? draw.of([0x100, 0x400, 0x4000, 0x8d5, 0x40000]) : 0),
  };
};

const hostileBytes = (draw: Draw): number[] => {
  const bytes: number[] = [];
  const length = 1 + draw.below(CODE_BYTES_MAX);
  while (bytes.length < length) {
    if (draw.chance(25)) bytes.push(draw.of(PREFIXES));
    if (draw.chance(70)) bytes.push(...draw.of(OPCODES));
    for (let operands = draw.below(4); operands > 0; operands--) bytes.push(draw.below(256));
  }
  return bytes.slice(0, CODE_BYTES_MAX);
};

/** The bytes as words that can be stored one by one, zeros at the end. */
const storesOf = (bytes: readonly number[], at: number): Store[] => {
  const stores: Store[] = [];
  for (let i = 0; i < bytes.length; i += 4) {
    let value = 0;
    for (let j = 3; j >= 0; j--) value = value * 256 + (bytes[i + j] ?? 0);
    stores.push({ address: at + i, value, bytes: 4 });
  }
  return stores;
};

/** Code that is there already: the pad from the middle of an instruction, exposed rows and page tables, what was written before. */
const foundCode = (scene: Scene): number => {
  const { draw } = scene;
  switch (draw.below(4)) {
    case 0: return PAD + draw.below(256);
    case 1: return draw.of([UWINDOWS, UPAGES, UVPT]) + draw.below(PAGE_BYTES);
    case 2: return aim(scene);
    default: return uareaAddress(scene) + 256 + draw.below(256);
  }
};

/** The next step of a run in which environments execute raw bytes and nothing else. */
export const drawHostileStep = (state: State, draw: Draw): Step => {
  const { running, clock, deadline } = state.processor;
  if (running < 0) return IDLE_STEP;
  const scene = sceneOf(state, draw);
  if (draw.chance(3)) return { kind: 'wait', cycles: Math.max(0, deadline - clock - draw.below(20)) };
  const instructions = 1 + draw.below(INSTRUCTIONS_MAX);
  const registers = hostileRegisters(scene);
  if (draw.chance(20)) return { kind: 'raw', stores: [], registers, eip: foundCode(scene), instructions };
  const at = draw.chance(75) ? uareaAddress(scene) + 256 + 64 * draw.below(4) : scratch(scene);
  return { kind: 'raw', stores: storesOf(hostileBytes(draw), at), registers, eip: at + (draw.chance(10) ? draw.below(4) : 0), instructions };
};
