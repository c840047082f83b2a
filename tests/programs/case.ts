/** An input, and what a program has to print for it, found in another way than the program's. */
export interface Case {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

export const textCase = (input: string, output: string): Case => ({ input: Buffer.from(input), output: Buffer.from(output) });
