import { ShieldX } from 'lucide-react';
import { useT } from '../../i18n/intl.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Steps } from '../../ui/steps.tsx';

export type NotTheSameProps = {
  name: string;
  /** It is remembered that they differ. */
  kept: boolean;
};

/** The two sides have different keys: what that means, and what to do. */
export const NotTheSame = ({ name, kept }: NotTheSameProps) => {
  const t = useT();
  return (
    <Banner
      icon={ShieldX}
      tone="danger"
      live="assertive"
      title={t('encryption.different.what', { name })}
    >
      {kept && <p>{t('encryption.different.kept', { name })}</p>}
      <Steps
        steps={[
          t('encryption.different.again', { name }),
          t('encryption.different.danger'),
          t('encryption.different.tell', { name }),
        ]}
      />
    </Banner>
  );
};
