import { describePacket } from './describe-packet.ts';
import { type PacketWriter, readPackets, writePackets } from './packets.ts';

/** The environment variable that tells a run where the recorder writes. */
export const recorderFileVariable = 'BISIK_RECORDER_FILE';

/** What the planted requests ask for; nobody else names these. */
export const planted = {
  host: 'planted.bisik.test',
  /** TEST-NET-3 (RFC 5737). */
  address: '203.0.113.99',
  port: 4949,
} as const;

/** The address to which DNS and the default route of the recorded network lead, and the device on the way. */
export const sinkAddress = '10.77.0.1';
export const outwardDevice = 'out0';

/** Records everything that leaves the recorded network into a file. */
export const startRecorder = (file: string): Promise<PacketWriter> =>
  writePackets(outwardDevice, file);

export interface Recorded {
  readonly planted: readonly string[];
  readonly others: readonly string[];
}

/** The UDP and TCP packets of a recorder's file, one line each, the planted ones apart. */
export const readRecorded = async (file: string): Promise<Recorded> => {
  const lines = (await readPackets(file)).flatMap((packet) => describePacket(packet) ?? []);
  const isPlanted = (line: string) =>
    line.endsWith(` asks for ${planted.host}`) ||
    line.includes(`> ${planted.address}:${planted.port}`);
  return { planted: lines.filter(isPlanted), others: lines.filter((line) => !isPlanted(line)) };
};
