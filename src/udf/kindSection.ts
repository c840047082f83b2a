import { UDF_KINDS, UDF_METADATA_BYTES_MAX } from '../abi/udf.ts';
import type { UdfKind } from '../abi/udf.ts';
import { quoted, UdfFileError } from './udfFileError.ts';
import type { UdfPlace } from './udfFileError.ts';

/** What the name of a section says. UDF-27. */
export interface KindSection {
  readonly kind: UdfKind;
  readonly metadataBytesMin: number;
}

/** Local functions of all sections lie here. */
export const LOCAL_SECTION = '.text';

/** How sections are named, for messages. */
export const SECTION_NAMES = 'name it owns, acl or size, or such a kind, a slash and the number of bytes that it claims, as in owns/128';

/** Whether a name is that of a kind. */
export const isKind = (name: string): name is UdfKind => Object.hasOwn(UDF_KINDS, name);

/**
 * The kind and the claim that a section is named after, or null if it is named after no kind.
 * @throws UdfFileError if what follows the slash is no number of bytes
 */
export const kindSection = (name: string, place: UdfPlace): KindSection | null => {
  const slash = name.indexOf('/');
  const kind = slash < 0 ? name : name.slice(0, slash);
  if (!isKind(kind)) return null;
  if (slash < 0) return { kind, metadataBytesMin: 0 };
  const claim = name.slice(slash + 1);
  if (/^(?:0|[1-9]\d{0,5})$/.test(claim) && Number(claim) <= UDF_METADATA_BYTES_MAX) return { kind, metadataBytesMin: Number(claim) };
  throw new UdfFileError(place, `section ${quoted(name)} claims no number of bytes`, `give a whole number from 0 to ${UDF_METADATA_BYTES_MAX} behind the slash`);
};

/** The name of the section of a function. */
export const kindSectionName = ({ kind, metadataBytesMin }: KindSection): string => (metadataBytesMin === 0 ? kind : `${kind}/${metadataBytesMin}`);
