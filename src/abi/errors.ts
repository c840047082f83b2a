/** Error numbers returned in EAX; 0 means success. LAY-2. */
export const ERRORS = {
  E_BAD_ENV: 2,
  E_INVAL: 3,
  E_NO_FREE_ENV: 4,
  E_NO_MEM: 5,
  E_SHARE: 6,
  E_NOT_FOUND: 7,
  E_EXISTS: 8,
  E_NO_QUANTUM: 9,
  E_FAULT: 10,
  E_CAP_INVALID: 14,
  E_CAP_INSUFF: 15,
} as const;

/** The name of an error, as in the specification and in scenario files. */
export type ErrorName = keyof typeof ERRORS;
