import { useEffect, useState } from 'react';
import { unbroken } from './unbroken.ts';

type Format = (e164: string) => string;

const e164 = /^\+\d{7,15}$/;
let loaded: Format | undefined;
/** The same few numbers stand on the screen at every drawing; the rules take a millisecond each time. */
const written = new Map<string, string>();
const mostWritten = 500;

const remembering =
  (format: Format): Format =>
  (number) => {
    const known = written.get(number);
    if (known !== undefined) return known;
    if (written.size >= mostWritten) written.clear();
    const text = format(number);
    written.set(number, text);
    return text;
  };

/** `+60123456789` becomes `+60 12 345 6789`, in one piece; anything else, such as a name, stays. The rules load on first need. */
export const useNumber = (text: string): string => {
  const wanted = e164.test(text);
  const [ready, setReady] = useState(loaded !== undefined);
  useEffect(() => {
    if (!wanted || ready) return undefined;
    let current = true;
    import('libphonenumber-js/min').then(
      ({ parsePhoneNumberFromString }) => {
        loaded = remembering((number) =>
          unbroken(parsePhoneNumberFromString(number)?.formatInternational() ?? number),
        );
        if (current) setReady(true);
      },
      // Without the rules the bare number stands, which is no less true.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [wanted, ready]);
  return wanted && loaded ? loaded(text) : text;
};
