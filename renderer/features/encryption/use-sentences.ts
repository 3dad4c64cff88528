import { toCheckFailure } from '../../../contract/encryption/status.ts';
import type { ChatEncryption } from '../../../contract/ipc/encryption/chat.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { useDiffersWords } from '../../i18n/use-differs-words.ts';

type About = {
  readonly name: string;
  /** When the keys that wait for a decision were first shown. */
  readonly changedAt: number | undefined;
  readonly now: number;
};

/** What is true of a chat's encryption, in sentences. */
export const useSentences = (): ((
  encryption: ChatEncryption,
  about: About,
) => readonly string[]) => {
  const t = useT();
  const formats = useFormats();
  const differsWords = useDiffersWords();
  return ({ status, verified, differs, comparedBefore, key, check }, { name, changedAt, now }) => {
    const { state, isVerified } = status;
    const before = comparedBefore && t(`encryption.says.compared.${comparedBefore}`, { name });
    switch (state) {
      case 'verified': {
        if (!verified) return [t('encryption.says.verifiedOnce', { name })];
        const at = formats.at(verified.at, now);
        return [
          verified.thisDevice
            ? t('encryption.says.verified', { name, at })
            : t('encryption.says.verifiedOn', { name, at, device: verified.device }),
        ];
      }
      case 'numbers_differ':
        return [
          differs ? differsWords(differs, { name, now }) : t('encryption.differs.once', { name }),
          t('encryption.differs.danger', { name }),
        ];
      case 'not_verified':
        if (!key) return [t('encryption.says.noKey', { name })];
        return [before ?? t('encryption.says.not_verified', { name })];
      case 'key_changed':
        return [
          changedAt === undefined
            ? t('encryption.says.keyChangedOnce', { name })
            : t('encryption.says.key_changed', { name, at: formats.at(changedAt, now) }),
          ...(isVerified ? [t('encryption.says.changed.verified', { name })] : []),
          ...(comparedBefore ? [t(`encryption.says.changed.${comparedBefore}`, { name })] : []),
        ];
      case 'check_failed': {
        // Where it is not known yet what failed, the least.
        const failure = toCheckFailure(check.withheld) ?? 'entry';
        return [
          t(`withheld.${failure}`, { name }),
          t(`encryption.says.failed.${failure}`, { name }),
          ...(check.foundAt === null
            ? []
            : [t('alarm.log.found', { when: formats.full(check.foundAt) })]),
        ];
      }
      case 'check_unavailable':
        return [
          // Where it is not known what could not be looked at, the more.
          t(`encryption.says.unchecked.${check.unchecked ?? 'log'}`, { name }),
          ...(check.withheld === 'checking' ? [t('encryption.says.checking', { name })] : []),
          ...(isVerified ? [t('encryption.says.uncheckedVerified', { name })] : []),
          ...(before ? [before] : []),
        ];
    }
  };
};
