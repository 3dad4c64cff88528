import { encodeQR } from 'qr';
import { useMemo } from 'react';
import styles from './qr-code.module.css';

/** Modules of white that a reader needs around a code (ISO/IEC 18004, 9.1). */
const quietZone = 4;

/** What is dark, row by row, as one path in units of modules. */
const toPath = (rows: readonly (readonly boolean[])[]): string => {
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      let end = x;
      while (row[end]) end += 1;
      path += `M${x} ${y}h${end - x}v1H${x}z`;
      x = end;
    }
  });
  return path;
};

export type QrCodeProps = {
  text: string;
  /** What it is, for whoever does not see it. */
  label: string;
};

/** Dark on white in every theme: many readers take nothing else. */
export const QrCode = ({ text, label }: QrCodeProps) => {
  const { path, size } = useMemo(() => {
    // It is read from a screen, which hides no part of it; larger dots are worth more than repair.
    const rows = encodeQR(text, 'raw', { ecc: 'low', border: quietZone });
    return { path: toPath(rows), size: rows.length };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles.code}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <path d={path} className={styles.dark} />
    </svg>
  );
};
