import { useSession } from '../../host/context.tsx';
import { useRemote } from '../../host/remote.ts';
import { useLocalServer } from '../../host/use-local-server.ts';
import { useFormats, useT } from '../../i18n/intl.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './settings.module.css';

export const ServerSection = () => {
  const t = useT();
  const formats = useFormats();
  const session = useSession();
  const server = useRemote(session.account).value?.server;
  const connection = useRemote(session.connection).value;
  const now = useNow(20_000);
  const local = useLocalServer(server?.url);
  if (!server) return null;
  return (
    <>
      <p className={styles.text}>{t('serverInfo.text')}</p>
      <Facts>
        <Fact term={t('serverInfo.operator')}>
          <bdi>{local ? t('onboarding.server.local') : server.operator}</bdi>
        </Fact>
        <Fact term={t('serverInfo.address')}>
          <bdi dir="ltr">{server.url}</bdi>
        </Fact>
        <Fact
          term={t('serverInfo.key')}
          code
          help={server.pinnedAt && t('serverInfo.pinned', { when: formats.full(server.pinnedAt) })}
        >
          {server.keyFingerprint}
        </Fact>
        {connection && (
          <Fact term={t('serverInfo.connection')}>
            {connection.state === 'offline'
              ? t('connection.offline', { since: formats.since(connection.since, now) })
              : t(`connection.${connection.state}`)}
          </Fact>
        )}
        <Fact term={t('serverInfo.learns')}>{t('serverInfo.learnsText')}</Fact>
      </Facts>
    </>
  );
};
