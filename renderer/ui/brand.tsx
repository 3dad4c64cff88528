import styles from './brand.module.css';

/** The mark: a speech bubble that holds its breath. */
export const BrandMark = ({ size = 40 }: { size?: number }) => (
  <span
    aria-hidden
    className={styles.mark}
    style={{
      inlineSize: `calc(${size}px * var(--scale))`,
      blockSize: `calc(${size}px * var(--scale))`,
    }}
  >
    <svg viewBox="0 0 24 24" width="52%" height="52%" fill="none" aria-hidden="true">
      <path
        d="M3.2 20.8l1.3-4.2a8.9 8.9 0 1 1 3.3 3.1z"
        stroke="currentColor"
        strokeWidth="2.1"
        strokeLinejoin="round"
      />
      <circle cx="9.4" cy="12" r="1.15" fill="currentColor" />
      <path
        d="M13.3 9.2a4.4 4.4 0 0 1 0 5.6"
        stroke="currentColor"
        strokeWidth="2.1"
        strokeLinecap="round"
      />
    </svg>
  </span>
);

export const Brand = ({ name }: { name: string }) => (
  <p className={styles.brand}>
    <BrandMark size={44} />
    <span className={styles.name}>{name}</span>
  </p>
);
