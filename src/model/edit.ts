import type { State } from './state.ts';

/** A state in the making: one fresh object whose parts are replaced while an effect is carried out. */
export type Edit = { -readonly [Part in keyof State]: State[Part] };

export const begin = (s: State): Edit => ({
  boot: s.boot, envs: s.envs, pages: s.pages, contents: s.contents, spaces: s.spaces, quanta: s.quanta, processor: s.processor,
});
