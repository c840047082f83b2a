/** Everything that a command may see of the world around it, so that tests can call commands in process. */
export interface Io {
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress, logs and the one line of an error. */
  readonly err: (text: string) => void;
  readonly errIsTerminal: boolean;
  readonly input: AsyncIterable<string | Uint8Array>;
  readonly cwd: string;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** A number that differs from run to run, for campaigns without a given seed. */
  readonly freshSeed: () => number;
}

/** Exit statuses of every command. */
export const EXIT = { fine: 0, found: 1, usage: 2, interrupted: 3 } as const;
