import type { ChosenPurpose } from '../../../contract/policy/purposes.ts';
import type { Peer } from '../peer.ts';
import { waitFor } from '../wait.ts';

/** Somebody without a window accepts the policy with these boxes ticked; resolves once the server has it. */
export const acceptWith = async (
  { messenger: { handlers }, name }: Peer,
  ticked: readonly ChosenPurpose[],
): Promise<void> => {
  const { ask } = await waitFor(
    async () => {
      const state = await handlers.sharing.refresh({});
      return state.ask && state;
    },
    { what: `a policy to be put before ${name}` },
  );
  const policyHash = ask?.policyHash ?? '';
  const { boxes } = await handlers.sharing.readPolicy({ hash: policyHash });
  await handlers.sharing.accept({
    policyHash,
    shown: { language: 'en', policyHash, texts: ['A journey'], boxes },
    choices: boxes.map((box) => ({ ...box, ticked: ticked.includes(box.purpose) })),
  });
  const { waiting } = await handlers.sharing.refresh({});
  if (waiting !== 0) throw new Error('the server did not take the acceptance');
};
