import { useEffect, useRef, useState } from 'react';

const lullMs = 2_000;
const againMs = 500;

const isAsking = () => document.querySelector('[role="dialog"],[role="alertdialog"]') !== null;

/**
 * True once something may be put before the person: they do not write at this moment, and nothing else asks. Stays true as
 * long as it is wanted.
 */
export const useLull = (wanted: boolean): boolean => {
  const [quiet, setQuiet] = useState(false);
  const lastKeyAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const listen = () => {
      lastKeyAt.current = performance.now();
    };
    globalThis.addEventListener('keydown', listen, true);
    return () => globalThis.removeEventListener('keydown', listen, true);
  }, []);
  useEffect(() => {
    if (!wanted) {
      setQuiet(false);
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const leftMs = lastKeyAt.current + lullMs - performance.now();
      if (leftMs > 0) timer = setTimeout(look, leftMs);
      else if (isAsking()) timer = setTimeout(look, againMs);
      else setQuiet(true);
    };
    look();
    return () => clearTimeout(timer);
  }, [wanted]);
  return wanted && quiet;
};
