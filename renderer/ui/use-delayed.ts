import { useEffect, useState } from 'react';

/** True once `active` has lasted `delayMs`: what ends sooner shows no skeleton, so nothing flashes. */
export const useDelayed = (active: boolean, delayMs = 300): boolean => {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [active, delayMs]);
  return active && late;
};
