/**
 * Where an environment leaves what it prints, as offsets in its u-area. The kernel knows nothing of it: it is an
 * agreement between a program and the tool that runs it (spec/console.md).
 */
export const MAILBOX = {
  /** Bytes printed so far, a word that only grows. */
  count: 2040,
  /** 0 until the environment has said how it ends; then its exit status plus one. */
  status: 2044,
  /** Byte number n of what was printed is at ring + n modulo ringBytes. */
  ring: 2048,
  ringBytes: 1024,
} as const;
