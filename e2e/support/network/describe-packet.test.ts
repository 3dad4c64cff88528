import { expect, test } from 'vitest';
import { describePacket } from './describe-packet.ts';

const ethernet = (type: number) =>
  Buffer.from([...Array<number>(12).fill(2), type >> 8, type & 255]);
const ports = (to: number) => Buffer.from([0xc0, 0, to >> 8, to & 255]);

const ipv4 = (protocol: number, content: Buffer) => {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header[9] = protocol;
  header.set([10, 77, 0, 2], 12);
  header.set([203, 0, 113, 9], 16);
  return Buffer.concat([ethernet(0x0800), header, content]);
};

const tcpTo = (port: number, flags: number) => {
  const header = Buffer.alloc(20);
  ports(port).copy(header);
  header[13] = flags;
  return header;
};

test('a first packet of a connection is told from the others', () => {
  expect(describePacket(ipv4(6, tcpTo(443, 0x02)))).toBe('tcp 10.77.0.2 > 203.0.113.9:443 SYN');
  expect(describePacket(ipv4(6, tcpTo(443, 0x10)))).toBe('tcp 10.77.0.2 > 203.0.113.9:443');
});

test('a question to DNS says what it asks for', () => {
  const question = Buffer.concat([
    Buffer.alloc(12),
    Buffer.from([1]),
    Buffer.from('a'),
    Buffer.from([7]),
    Buffer.from('example'),
    Buffer.from([0, 0, 1, 0, 1]),
  ]);
  const datagram = Buffer.concat([ports(53), Buffer.alloc(4), question]);
  expect(describePacket(ipv4(17, datagram))).toBe(
    'udp 10.77.0.2 > 203.0.113.9:53 asks for a.example',
  );
});

test('a datagram over IPv6 is described, and what is neither UDP nor TCP is not', () => {
  const header = Buffer.alloc(40);
  header[6] = 17;
  header[23] = 2;
  header[39] = 1;
  const packet = Buffer.concat([ethernet(0x86dd), header, ports(5353), Buffer.alloc(4)]);
  expect(describePacket(packet)).toMatch(/^udp \[0000:.*0002\] > \[0000:.*0001\]:5353$/);
  expect(describePacket(ipv4(1, Buffer.alloc(8)))).toBeUndefined();
  expect(describePacket(Buffer.concat([ethernet(0x0806), Buffer.alloc(28)]))).toBeUndefined();
});
