import type { Subsystem } from '../abi/subsystems.ts';
import type { EnvIndex } from '../abi/words.ts';
import { spaceUses, spaceUsesBetween, uareaUses, uareaUsesBetween, type UseMap } from './bindingDeltas.ts';
import type { ChangedRows } from './changedRows.ts';
import type { Edit } from './edit.ts';
import { checkEnvs, checkEnvsBetween } from './envInvariants.ts';
import { freeQuanta, leaveSpace, vacate } from './environments.ts';
import { checkFrames, checkFramesBetween, type Violation } from './pageInvariants.ts';
import type { State } from './state.ts';
import { checkTime, checkTimeBetween } from './timeInvariants.ts';

/** What the spine of the model asks of each subsystem. */
export interface ModelSubsystem {
  /** Adds the uses of frames that the subsystem records: bindings, tables, pins. */
  readonly uses: (s: State, uses: UseMap) => void;
  /** Adds by how much they changed. */
  readonly usesBetween: (changed: ChangedRows, deltas: UseMap) => void;
  /** Reports every sentence of spec/state.md on its rows that does not hold. */
  readonly violations: (s: State, uses: UseMap, out: Violation[]) => void;
  /** The same over what changed, given that the state before violates nothing. */
  readonly violationsBetween: (changed: ChangedRows, deltas: UseMap, out: Violation[]) => void;
  /** Takes back what a dying environment has of it. */
  readonly reclaim: (e: Edit, index: EnvIndex) => void;
}

const nothing = (): void => undefined;

export const MODEL_SUBSYSTEMS: Readonly<Record<Subsystem, ModelSubsystem>> = {
  time: { uses: nothing, usesBetween: nothing, violations: checkTime, violationsBetween: checkTimeBetween, reclaim: freeQuanta },
  memory: { uses: spaceUses, usesBetween: spaceUsesBetween, violations: checkFrames, violationsBetween: checkFramesBetween, reclaim: leaveSpace },
  environments: { uses: uareaUses, usesBetween: uareaUsesBetween, violations: checkEnvs, violationsBetween: checkEnvsBetween, reclaim: vacate },
};
