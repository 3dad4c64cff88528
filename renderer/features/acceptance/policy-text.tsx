import { useEffect, useRef } from 'react';
import type { Policy } from '../../../contract/policy/document.ts';
import { useLanguage } from '../../i18n/intl.tsx';
import { bringIntoView } from '../../ui/bring-into-view.ts';
import styles from './acceptance.module.css';

/** A short first sentence names what its paragraph is about. */
const toLead = (paragraph: string): readonly [lead: string, rest: string] => {
  const [, lead = '', rest = paragraph] = /^(\S[^.!?:;]{0,38}\.)(\s+\S.*)$/su.exec(paragraph) ?? [];
  return [lead, rest];
};

const Paragraph = ({ text }: { text: string }) => {
  const [lead, rest] = toLead(text);
  return (
    <p>
      {lead && <strong className={styles.lead}>{lead}</strong>}
      {rest}
    </p>
  );
};

/** The whole text of a version, as it was published. */
export const PolicyText = ({ id, policy }: { id: string; policy: Policy }) => {
  const language = useLanguage();
  const text = policy.text[language];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    bringIntoView(heading.current, 'start');
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
          <Paragraph key={paragraph} text={paragraph} />
        ))}
    </section>
  );
};
