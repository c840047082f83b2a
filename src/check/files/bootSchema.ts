import * as Schema from 'effect/Schema';
import { PAGE_BYTES } from '../../abi/addressMap.ts';
import type { BootConfiguration } from '../../abi/geometry.ts';
import { checkConfiguration, ConfigurationError } from '../../impl/checkConfiguration.ts';
import { FileError } from './fileError.ts';

/** A 32-bit word. */
export const Word = Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 2 ** 32 - 1 }));
/** A number that the kernel's own check of boot configurations will bound. */
const Whole = Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: -(2 ** 31), maximum: 2 ** 32 - 1 }));
export const Natural = Schema.Number.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));

const CapabilitySchema = Schema.Struct({ rights: Whole, name: Schema.Array(Whole) });

const GeometrySchema = Schema.Struct({
  frames: Whole, envs: Whole, capabilitySlots: Whole, aclEntries: Whole, quanta: Whole, generationBits: Whole, cpus: Whole,
  tickCycles: Whole, readersLimit: Whole, writersLimit: Whole,
});

const PrincipalSchema = Schema.Struct({
  generation: Whole, capabilities: Schema.Array(Schema.NullOr(CapabilitySchema)).check(Schema.isMaxLength(64)), status: Whole, entfault: Whole,
});

/** A boot configuration in a file: as in the interface, but for the pad, which is hex. FIL-5. */
export const BootSchema = Schema.Struct({
  geometry: GeometrySchema,
  principals: Schema.Array(PrincipalSchema).check(Schema.isMaxLength(1024)),
  quanta: Schema.Array(Schema.NullOr(Schema.Struct({ principal: Whole, guard: CapabilitySchema }))).check(Schema.isMaxLength(1024)),
  pad: Schema.String.check(Schema.isPattern(/^(?:[0-9a-f]{2})*$/), Schema.isMaxLength(2 * PAGE_BYTES)),
});
export type BootDocument = typeof BootSchema.Type;

/** The document of a boot configuration. */
export const bootDocument = (boot: BootConfiguration): BootDocument => ({ ...boot, pad: Buffer.from(boot.pad).toString('hex') });

/** The boot configuration of a document, within the bounds that the kernel itself demands. @throws FileError */
export const bootOfDocument = (file: string, document: BootDocument): BootConfiguration => {
  const boot: BootConfiguration = { ...document, pad: [...Buffer.from(document.pad, 'hex')] };
  try {
    checkConfiguration(boot, boot.geometry.frames * PAGE_BYTES);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new FileError(file, `boot.${error.field}`, error.message.slice(error.field.length + 1), 'mend it, or have xok write the file again');
  }
  return boot;
};
