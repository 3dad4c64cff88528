/** What is known of somebody that wants to look through a camera, or to be told which there are. */
export interface CameraRequest {
  readonly permission: string;
  readonly isMainFrame: boolean;
  /** The address of the frame that asks. */
  readonly url: string;
  /** What it wants of them: `video`, `audio`. */
  readonly media: readonly (string | undefined)[];
}

/** Whether the page may use a camera now. */
export interface CameraPermit {
  /** Takes the person's press, or takes it back; says whether the system lets this app use one. */
  readonly set: (allowed: boolean) => Promise<boolean>;
  readonly covers: (request: CameraRequest) => boolean;
  /** Another page begins, and nobody has asked there. */
  readonly end: () => void;
}

const lifetimeMs = 60_000;

const originOf = (address: string): string | undefined => {
  try {
    // `origin` of a scheme of our own is null.
    const { protocol, host } = new URL(address);
    return `${protocol}//${host}`;
  } catch {
    return undefined;
  }
};

/** Nobody may, but the page at the top of our own window, a picture only, for a minute after the person asked. */
export const createCameraPermit = (options: {
  page: string;
  now: () => number;
  /** Has the system ask the person where it wants to. */
  askSystem: () => Promise<boolean>;
}): CameraPermit => {
  const own = originOf(options.page);
  let until = 0;
  return {
    set: async (allowed) => {
      until = 0;
      if (!allowed || !(await options.askSystem())) return false;
      until = options.now() + lifetimeMs;
      return true;
    },
    covers: ({ permission, isMainFrame, url, media }) =>
      permission === 'media' &&
      isMainFrame &&
      originOf(url) === own &&
      media.length > 0 &&
      media.every((kind) => kind === 'video') &&
      options.now() < until,
    end: () => {
      until = 0;
    },
  };
};
