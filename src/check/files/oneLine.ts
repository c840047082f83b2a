const LENGTH_MAX = 300;

/** Makes any text fit one line of a terminal: control characters become `\xNN`, what is too long is cut. */
export const oneLine = (text: string, lengthMax = LENGTH_MAX): string => {
  const shown = Array.from(text.slice(0, lengthMax), (c) => (isControl(c.codePointAt(0) ?? 0) ? escaped(c) : c)).join('');
  return text.length > lengthMax ? `${shown} …` : shown;
};

/** C0 and C1 controls, the two line separators of Unicode, and what turns the direction of text. */
const isControl = (code: number): boolean =>
  code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);

const escaped = (c: string): string => `\\x${(c.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`;
