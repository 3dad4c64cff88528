import type { Joining } from '../../contract/ipc/devices.ts';
import type { TestMessenger } from './test-messenger.ts';

/** How an app's joining stands, once it is at that stage. */
export const joiningAt = <S extends Joining['stage']>(
  app: TestMessenger,
  stage: S,
): Promise<Extract<Joining, { stage: S }>> =>
  app.until(async () => {
    const { joining } = await app.handlers.devices.get({});
    if (joining?.stage === 'failed' && stage !== 'failed') throw new Error(joining.problem.code);
    return joining?.stage === stage && (joining as Extract<Joining, { stage: S }>);
  });

/** Has a new app show a code. */
export const showCode = async (app: TestMessenger, deviceName: string): Promise<string> => {
  await app.handlers.devices.showCode({ deviceName });
  return (await joiningAt(app, 'showing')).code;
};

/** Links a new app by a linked one, as a person does: read, compare, approve, compare, confirm. Gives the account id. */
export const link = async (
  app: TestMessenger,
  by: TestMessenger,
  how: { readonly name: string; readonly withHistory?: boolean },
): Promise<string> => {
  const code = await showCode(app, how.name);
  const { comparison } = await by.handlers.devices.readCode({ code });
  await by.handlers.devices.approve({ code, withHistory: how.withHistory ?? false });
  const answered = await joiningAt(app, 'answered');
  if (answered.comparison !== comparison) throw new Error('the digits differ');
  await app.handlers.devices.confirm({});
  const state = await app.handlers.account.get({});
  if (state.phase !== 'ready') throw new Error(`linking ended in ${state.phase}`);
  return state.accountId;
};
