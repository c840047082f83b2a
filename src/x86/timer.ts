/** Vector of the timer interrupt unless it is changed. */
export const TIMER_VECTOR = 0x20;

/**
 * A one-shot timer on the machine's virtual clock.
 * MCH-60: when it fires, `deadline` becomes Infinity.
 */
export class Timer {
  /** Virtual cycle at or after which the interrupt is due; Infinity means unarmed. */
  deadline = Infinity;
  vector = TIMER_VECTOR;

  get armed(): boolean {
    return this.deadline !== Infinity;
  }
}
