import { join } from 'node:path';
import { app, type MessagePortMain } from 'electron';
import type { EngineState } from '../../../contract/ipc/shell.ts';
import { createEngineSupervisor, type EngineSupervisor } from '../engine/supervisor.ts';
import { systemTimers } from '../engine/timers.ts';
import type { LauncherClient } from '../local/launcher-client.ts';
import { engineEnvironment } from '../system/runtime.ts';
import type { Vault } from '../vault/vault.ts';
import type { AppWindow } from './app-window.ts';
import { forkEngine } from './engine-process.ts';

/** The engine's process as this app runs it. */
export interface AppEngine extends Pick<EngineSupervisor<MessagePortMain>, 'rest' | 'close'> {
  /** Gives the page a port, now and whenever another engine takes this one's place. */
  readonly connect: () => EngineState;
}

const launcherAnswersWithinMs = 3_000;

/** Starts at once, ahead of the key; opens the profile's database when the vault has one. */
export const startAppEngine = (options: {
  bundle: string;
  profile: string;
  vault: Pick<Vault, 'key' | 'onReady'>;
  launcher: Pick<LauncherClient, 'hello' | 'onLocalProgram'>;
  window: Pick<AppWindow, 'offerPort'>;
  onState: (state: EngineState) => void;
  onStarted: () => void;
  complain: (what: string) => void;
}): AppEngine => {
  const { profile, vault, launcher } = options;
  let wantsPort = false;
  const sendPort = (): void => {
    if (wantsPort) options.window.offerPort(engine.connect);
  };
  const engine = createEngineSupervisor<MessagePortMain>({
    fork: () => forkEngine(options.bundle, engineEnvironment(process.env)),
    timers: systemTimers,
    onState: options.onState,
    onRestart: sendPort,
    onStarted: options.onStarted,
    complain: options.complain,
  });
  engine.launch();
  vault.onReady(() => {
    void launcher.hello(launcherAnswersWithinMs).then(({ serverUrl, localProgram }) =>
      engine.begin(
        {
          dataFolder: join(profile, 'data'),
          defaultServerUrl: serverUrl ?? (process.env.BISIK_SERVER_URL || null),
          localProgram,
          appVersion: app.getVersion(),
        },
        vault.key,
      ),
    );
  });
  launcher.onLocalProgram(engine.setLocalProgram);
  return {
    connect: () => {
      wantsPort = true;
      sendPort();
      return engine.state();
    },
    rest: engine.rest,
    close: engine.close,
  };
};
