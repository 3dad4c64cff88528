/** Four signs at a time, as people read long ones. */
export const inFours = (text: string): string => text.replace(/.{4}(?=.)/g, '$& ');

/** A key in base64 as people read it: hexadecimal, four digits at a time. */
export const toHexGroups = (base64: string): string =>
  inFours(
    [...atob(base64)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(''),
  );
