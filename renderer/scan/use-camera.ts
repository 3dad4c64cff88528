import { useCallback, useEffect, useRef, useState } from 'react';
import { useHost } from '../host/context.tsx';
import { readFrame } from './read-qr.ts';

/** refused: by the person or the system. none: no camera here. busy: another program has it, or it was unplugged. */
export type CameraState = 'off' | 'starting' | 'on' | 'refused' | 'none' | 'busy';

export type Camera = {
  readonly state: CameraState;
  readonly cameras: readonly { id: string; label: string }[];
  /** The one in use. */
  readonly current: string | undefined;
  readonly start: (id?: string) => void;
  readonly stop: () => void;
  /** Where its picture is to be seen. */
  readonly show: (video: HTMLVideoElement | null) => void;
};

/** Often enough for a hand that holds still, seldom enough for the page to stay quick. */
const lookEveryMs = 180;

/** `HTMLMediaElement.HAVE_CURRENT_DATA`: there is a picture to look at. */
const haveCurrentData = 2;

const toState = (error: unknown): CameraState => {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'refused';
};

/** A camera for as long as it is looked for a code: its light goes out with the screen that asked. */
export const useCamera = (onCode: (text: string) => void): Camera => {
  const host = useHost();
  const [state, setState] = useState<CameraState>('off');
  const [cameras, setCameras] = useState<Camera['cameras']>([]);
  const [current, setCurrent] = useState<string>();
  const [stream, setStream] = useState<MediaStream>();
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  // Each start is one, and so is each end: what a former one still brings is closed at once.
  const round = useRef(0);
  const held = useRef<MediaStream>(undefined);
  const found = useRef(onCode);
  found.current = onCode;

  const close = useCallback(() => {
    round.current += 1;
    for (const track of held.current?.getTracks() ?? []) track.stop();
    held.current = undefined;
  }, []);

  const stop = useCallback(() => {
    close();
    setStream(undefined);
    setState('off');
  }, [close]);

  const open = useCallback(
    async (id: string | undefined) => {
      close();
      const own = round.current;
      setStream(undefined);
      setState('starting');
      try {
        const { allowed } = await host.shell.allowCamera({ allowed: true });
        if (own !== round.current) return;
        if (!allowed) {
          setState('refused');
          return;
        }
        const taken = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: {
            width: { ideal: 1280 },
            height: { ideal: 720 },
            ...(id && { deviceId: { exact: id } }),
          },
        });
        if (own !== round.current) {
          for (const track of taken.getTracks()) track.stop();
          return;
        }
        held.current = taken;
        const [track] = taken.getVideoTracks();
        track?.addEventListener('ended', () => {
          if (own !== round.current) return;
          close();
          setStream(undefined);
          setState('busy');
        });
        setStream(taken);
        setCurrent(track?.getSettings().deviceId);
        setState('on');
        const all = await navigator.mediaDevices.enumerateDevices();
        if (own !== round.current) return;
        setCameras(
          all.flatMap(({ kind, deviceId, label }) =>
            kind === 'videoinput' ? { id: deviceId, label } : [],
          ),
        );
      } catch (error) {
        if (own === round.current) {
          close();
          setStream(undefined);
          setState(toState(error));
        }
      } finally {
        host.shell.allowCamera({ allowed: false }).catch(() => undefined);
      }
    },
    [host, close],
  );

  useEffect(() => close, [close]);

  useEffect(() => {
    if (!video || !stream) return undefined;
    video.srcObject = stream;
    // It may be stopped before it plays.
    video.play().catch(() => undefined);
    const timer = setInterval(() => {
      const text = video.readyState >= haveCurrentData && readFrame(video);
      if (text) found.current(text);
    }, lookEveryMs);
    return () => {
      clearInterval(timer);
      video.srcObject = null;
    };
  }, [video, stream]);

  const start = useCallback((id?: string) => void open(id), [open]);
  return { state, cameras, current, start, stop, show: setVideo };
};
