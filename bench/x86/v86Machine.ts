import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { V86 } from 'v86';
import { guestImage } from './guestImage.ts';

const MAILBOX = 0x9000;

/** The image in v86, which compiles what runs often to WebAssembly. It needs no BIOS: the image has a multiboot header. */
export class V86Machine {
  readonly #emulator: V86;

  private constructor(emulator: V86) {
    this.#emulator = emulator;
  }

  static async start(): Promise<V86Machine> {
    const emulator = new V86({
      wasm_path: join(dirname(createRequire(import.meta.url).resolve('v86')), 'v86.wasm'),
      multiboot: { buffer: Uint8Array.from(guestImage()).buffer },
      memory_size: 16 * 1024 * 1024, vga_memory_size: 1024 * 1024, autostart: false, disable_keyboard: true, disable_mouse: true, disable_speaker: true,
    });
    await new Promise<void>((resolve) => emulator.add_listener('emulator-ready', () => resolve()));
    return new V86Machine(emulator);
  }

  /** Runs a loop; its value. */
  async run(loop: number, rounds: number): Promise<number> {
    const request = Uint32Array.of(1, loop, rounds);
    this.#emulator.write_memory(new Uint8Array(request.buffer), MAILBOX);
    const ended = new Promise<void>((resolve) => {
      const end = (): void => {
        this.#emulator.remove_listener('serial0-output-byte', end);
        resolve();
      };
      this.#emulator.add_listener('serial0-output-byte', end);
    });
    await this.#emulator.run();
    await ended;
    await this.#emulator.stop();
    const value = this.#emulator.read_memory(MAILBOX + 12, 4);
    return new DataView(value.buffer, value.byteOffset).getUint32(0, true);
  }

  async close(): Promise<void> {
    await this.#emulator.destroy();
  }
}
