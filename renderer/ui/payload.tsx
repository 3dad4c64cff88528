import { Fragment } from 'react';
import styles from './payload.module.css';

export type PayloadProps = {
  label: string;
  /** Shown byte for byte; lines may break between members, where nothing is added to what can be copied. */
  text: string;
};

const toPieces = (text: string) => {
  let at = 0;
  return text.split(/(?<=,)/).map((piece) => {
    const from = at;
    at += piece.length;
    return { piece, from };
  });
};

export const Payload = ({ label, text }: PayloadProps) => (
  <figure aria-label={label} className={styles.figure}>
    <pre className={styles.payload} dir="ltr" translate="no">
      {toPieces(text).map(({ piece, from }) => (
        <Fragment key={from}>
          {piece}
          <wbr />
        </Fragment>
      ))}
    </pre>
  </figure>
);
