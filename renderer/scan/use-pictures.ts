import { useEffect, useRef } from 'react';

const toPicture = (data: DataTransfer | null): File | undefined =>
  [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'));

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input, textarea');

/** Pictures dropped or pasted anywhere while this is on the screen, and texts pasted where no field takes them. */
export const usePictures = (options: {
  onPicture: (file: File) => void;
  onText: (text: string) => void;
}): void => {
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    const hold = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      const file = toPicture(event.dataTransfer);
      if (file) latest.current.onPicture(file);
    };
    const paste = (event: ClipboardEvent) => {
      const file = toPicture(event.clipboardData);
      const text = event.clipboardData?.getData('text/plain').trim();
      if (file) {
        event.preventDefault();
        latest.current.onPicture(file);
      } else if (text && !isField(event.target)) latest.current.onText(text);
    };
    document.addEventListener('dragover', hold);
    document.addEventListener('drop', drop);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('dragover', hold);
      document.removeEventListener('drop', drop);
      document.removeEventListener('paste', paste);
    };
  }, []);
};
