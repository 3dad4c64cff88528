const etherHeaderBytes = 14;
const ipv4Type = 0x0800;
const ipv6Type = 0x86dd;
const tcp = 6;
const udp = 17;
const synFlag = 0x02;
const dnsPort = 53;

/** A UDP or TCP packet as one line, such as `udp 10.77.0.2 > 10.77.0.1:53 asks for a.example`; undefined for others. */
export const describePacket = (frame: Buffer): string | undefined => {
  if (frame.length < etherHeaderBytes + 20) return undefined;
  const type = frame.readUInt16BE(12);
  const ip = frame.subarray(etherHeaderBytes);
  if (type === ipv4Type) {
    const address = (at: number) => [...ip.subarray(at, at + 4)].join('.');
    return describe(ip[9], address(12), address(16), ip.subarray(((ip[0] ?? 0) & 15) * 4));
  }
  if (type !== ipv6Type || ip.length < 40) return undefined;
  const address = (at: number) =>
    `[${(ip.toString('hex', at, at + 16).match(/.{4}/g) ?? []).join(':')}]`;
  return describe(ip[6], address(8), address(24), ip.subarray(40));
};

const describe = (
  protocol: number | undefined,
  from: string,
  to: string,
  content: Buffer,
): string | undefined => {
  if (content.length < 8) return undefined;
  const port = content.readUInt16BE(2);
  if (protocol === udp) {
    const name = port === dnsPort ? nameIn(content.subarray(8)) : undefined;
    return `udp ${from} > ${to}:${port}${name === undefined ? '' : ` asks for ${name}`}`;
  }
  if (protocol !== tcp) return undefined;
  return `tcp ${from} > ${to}:${port}${((content[13] ?? 0) & synFlag) === 0 ? '' : ' SYN'}`;
};

/** The name of a DNS question (RFC 1035 section 4.1.2). */
const nameIn = (message: Buffer): string => {
  const labels: string[] = [];
  for (let at = 12; at < message.length; ) {
    const length = message[at] ?? 0;
    if (length === 0 || length > 63) break;
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels.join('.');
};
