import { encodeQR } from 'qr';
import { vi } from 'vitest';

/** The pixels of a code as a camera sees it: squares of some pixels on a white page; a grey page where there is none. */
const paint = (text: string, width: number, height: number): Uint8ClampedArray => {
  const data = new Uint8ClampedArray(width * height * 4).fill(text === '' ? 180 : 255);
  if (text === '') return data;
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 4 });
  const scale = Math.floor(Math.min(width, height) / rows.length);
  rows.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (!dark) return;
      for (let down = 0; down < scale; down += 1) {
        const from = ((y * scale + down) * width + x * scale) * 4;
        for (let at = from; at < from + scale * 4; at += 4) data.fill(0, at, at + 3);
      }
    });
  });
  return data;
};

const seenIn = new WeakMap<object, string>();

/** A canvas without a screen: draws what a picture or a video is known to show. */
class FakeCanvas {
  readonly width: number;
  readonly height: number;
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  getContext() {
    const { width, height } = this;
    let text = '';
    return {
      fillRect: () => undefined,
      drawImage: (source: object) => {
        text = seenIn.get(source) ?? '';
      },
      getImageData: () => ({ width, height, data: paint(text, width, height) }),
    };
  }
}

/** What the browser makes of picture files, which happy-dom does not: their pixels are those of a code of this text. */
export const paintsOf = (textOf: (source: unknown) => Promise<string>): void => {
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  vi.stubGlobal('createImageBitmap', async (source: unknown) => {
    const bitmap = { width: 1000, height: 800, close: () => undefined };
    seenIn.set(bitmap, await textOf(source));
    return bitmap;
  });
};

export type FakeCamera = {
  /** With what it was asked for, each time. */
  readonly asked: unknown[];
  /** Streams whose light is on. */
  readonly running: () => number;
  /** Streams that were ever handed out. */
  readonly opened: () => number;
  /** Holds a code before it. */
  readonly shows: (text: string) => void;
  /** From now on it takes until `comeOn`. */
  readonly holdBack: () => void;
  readonly comeOn: () => void;
};

/** The cameras of a computer, as a page may ask for them. */
export const createFakeCamera = (
  options: { cameras?: readonly string[]; refusal?: string } = {},
): FakeCamera => {
  const { cameras = ['Built-in'], refusal } = options;
  const asked: unknown[] = [];
  let seen = '';
  let running = 0;
  let opened = 0;
  let held: Promise<void> = Promise.resolve();
  let release = (): void => undefined;
  const toStream = (deviceId: string) => {
    opened += 1;
    running += 1;
    let live = true;
    const track = {
      stop: () => {
        if (live) running -= 1;
        live = false;
      },
      getSettings: () => ({ deviceId }),
      addEventListener: () => undefined,
    };
    return { getTracks: () => [track], getVideoTracks: () => [track] };
  };
  const mediaDevices = {
    getUserMedia: async (wanted: { video: { deviceId?: { exact: string } } }) => {
      asked.push(wanted);
      await held;
      if (refusal) throw new DOMException('no', refusal);
      return toStream(wanted.video.deviceId?.exact ?? 'camera-0');
    },
    enumerateDevices: async () => [
      { kind: 'audioinput', deviceId: 'microphone', label: 'Microphone' },
      ...cameras.map((label, index) => ({
        kind: 'videoinput',
        deviceId: `camera-${index}`,
        label,
      })),
    ],
  };
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: mediaDevices });
  const video = HTMLVideoElement.prototype;
  const define = (name: string, get: (this: HTMLVideoElement) => unknown) =>
    Object.defineProperty(video, name, { configurable: true, get, set: () => undefined });
  define('videoWidth', function look() {
    seenIn.set(this, seen);
    return 1280;
  });
  define('videoHeight', () => 720);
  define('readyState', () => 4);
  define('srcObject', () => null);
  define('play', () => async () => undefined);
  return {
    asked,
    running: () => running,
    opened: () => opened,
    shows: (text) => {
      seen = text;
    },
    holdBack: () => {
      held = new Promise((resolve) => {
        release = resolve;
      });
    },
    comeOn: () => release(),
  };
};
