import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useAction } from '../../host/use-action.ts';
import { useT } from '../../i18n/intl.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import styles from './profile.module.css';
import { drawSmall, toBase64, toSquare } from './shrink.ts';

export type CropPhotoProps = {
  picture: ImageBitmap;
  /** Takes the photo as base64 of a JPEG. */
  onTake: (photo: string) => Promise<void>;
  onClose: () => void;
};

const viewPx = 280;
const mostZoom = 4;

type SliderProps = {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
};

const Slider = ({ label, value, min, max, onChange }: SliderProps) => (
  <label className={styles.zoom}>
    <span>{label}</span>
    <input
      type="range"
      min={min}
      max={max}
      step={(max - min) / 60}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
    />
  </label>
);

/** Chooses the square of a picture: it is moved by dragging, or as the keyboard can, by sliders. */
export const CropPhoto = ({ picture, onTake, onClose }: CropPhotoProps) => {
  const t = useT();
  const { width, height } = picture;
  const [zoom, setZoom] = useState(1);
  const [middle, setMiddle] = useState({ x: width / 2, y: height / 2 });
  const [tooLarge, setTooLarge] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const from = useRef<{ x: number; y: number }>(undefined);
  const square = toSquare(width, height, zoom, middle);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const { left, top, side } = square;
    context?.clearRect(0, 0, viewPx, viewPx);
    context?.drawImage(picture, left, top, side, side, 0, 0, viewPx, viewPx);
  });
  const take = useAction(async () => {
    setTooLarge(false);
    const blob = await drawSmall(picture, square);
    if (blob) await onTake(await toBase64(blob));
    else setTooLarge(true);
  });
  const move = (x: number, y: number) =>
    setMiddle({ x: square.left + square.side / 2 + x, y: square.top + square.side / 2 + y });
  const drag = (event: PointerEvent) => {
    const before = from.current;
    if (!before) return;
    const scale = square.side / viewPx;
    move((before.x - event.clientX) * scale, (before.y - event.clientY) * scale);
    from.current = { x: event.clientX, y: event.clientY };
  };
  return (
    <Dialog heading={t('photo.crop')} onClose={onClose} closeLabel={t('common.close')}>
      <canvas
        ref={canvas}
        width={viewPx}
        height={viewPx}
        role="img"
        aria-label={t('photo.cropLabel')}
        className={styles.crop}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={drag}
        onPointerUp={() => {
          from.current = undefined;
        }}
      />
      <Slider label={t('photo.zoom')} value={zoom} min={1} max={mostZoom} onChange={setZoom} />
      <Slider
        label={t('photo.across')}
        value={square.left + square.side / 2}
        min={0}
        max={width}
        onChange={(x) => setMiddle({ ...middle, x })}
      />
      <Slider
        label={t('photo.down')}
        value={square.top + square.side / 2}
        min={0}
        max={height}
        onChange={(y) => setMiddle({ ...middle, y })}
      />
      <p className={styles.note}>{t('photo.clean')}</p>
      <div role="alert">
        {(tooLarge || take.error) && <p className={styles.error}>{t('photo.failed')}</p>}
      </div>
      <DialogActions>
        <Button kind="primary" busy={take.busy} onClick={take.run}>
          {t('photo.take')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </DialogActions>
    </Dialog>
  );
};
