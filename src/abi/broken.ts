/**
 * A failed assertion or invariant: never part of a verdict that passes. Thrown
 * by the kernel, the model, the abstraction and the checker alike; `rule` is the
 * ID of the specification's sentence that does not hold.
 */
export class Broken extends Error {
  readonly rule: string;
  constructor(rule: string, message: string) {
    super(message);
    this.name = 'Broken';
    this.rule = rule;
  }
}
