/** The upper 32 bits of the product of two 32-bit naturals, from products of 16-bit halves, none of which leaves the exact integers. */
export const productHigh = (a: number, b: number): number => {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const crossed = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (crossed >>> 16)) | 0;
};
