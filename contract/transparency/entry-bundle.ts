/** Entries behind one another, each after its length as a big-endian u16 (C2SP tlog-tiles, "Log Entries"). Throws a RangeError for one of 64 KiB or more. */
export const encodeEntryBundle = (entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > 0xffff) throw new RangeError('an entry too long for a bundle');
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 0xff;
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bytes;
};
