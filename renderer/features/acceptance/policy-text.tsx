import { useEffect, useRef } from 'react';
import type { Policy } from '../../../contract/policy/document.ts';
import { useLanguage } from '../../i18n/intl.tsx';
import styles from './acceptance.module.css';

/** The whole text of a version, as it was published. */
export const PolicyText = ({ id, policy }: { id: string; policy: Policy }) => {
  const language = useLanguage();
  const text = policy.text[language];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    heading.current?.scrollIntoView?.({ block: 'start' });
  }, []);
  return (
    <section id={id} className={styles.full}>
      <h3 ref={heading} tabIndex={-1} className={styles.fullTitle}>
        {text.title}
      </h3>
      {text.body
        .split(/\n{2,}/)
        .filter((paragraph) => paragraph.trim() !== '')
        .map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
    </section>
  );
};
