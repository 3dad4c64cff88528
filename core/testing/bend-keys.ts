import { vi } from 'vitest';
import { encodeServerFrame, parseClientFrame, type SendFrame } from '../../contract/wire/frames.ts';
import { type KeyBundles, keyBundlesSchema } from '../../contract/wire/keys.ts';
import { createImpostor, type Impostor } from './impostor.ts';
import type { Person, World } from './world.ts';

/** Changes what the server answers when the person takes keys; gives what ends that. */
export const bendKeys = (
  person: Person,
  change: (body: KeyBundles) => unknown,
  ofAccount?: string,
): (() => void) => {
  const network = person.network();
  const { request } = network;
  Object.assign(network, {
    request: async (asked: Parameters<typeof request>[0]) => {
      const response = await request(asked);
      const isMeant =
        asked.url.endsWith(`${ofAccount ?? ''}/keys`) &&
        asked.method === 'POST' &&
        response.status === 200;
      return isMeant
        ? {
            ...response,
            body: JSON.stringify(change(keyBundlesSchema.parse(JSON.parse(response.body)))),
          }
        : response;
    },
  });
  return () => void Object.assign(network, { request });
};

/** Keys as the server gives them to anybody; somebody else, by the name of Cik, asks, and gets nothing of them. */
export const keysOf = async (world: Pick<World, 'person'>, person: Person): Promise<KeyBundles> => {
  const cik = await world.person('+60123456703', 'Cik');
  let taken: KeyBundles | undefined;
  bendKeys(cik, (body) => {
    taken = body;
    throw new Error('withheld');
  });
  await cik.send(await cik.chatWith(person), 'hai');
  await vi.waitUntil(() => taken !== undefined, { timeout: 90_000 });
  if (!taken) throw new Error('no keys');
  return taken;
};

/** Somebody whose account has other keys, as `viewer` sees it. */
export interface Changed {
  /** Whoever has them now; another one changes them once more. */
  readonly become: (impostor: Impostor | null) => void;
  /** Hands the viewer what these keys sent. */
  readonly deliver: (deliveries: Awaited<ReturnType<Impostor['write']>>) => void;
  /** Frames for the account that the server took, in order. */
  readonly taken: readonly SendFrame[];
  /** Bends the present network of the viewer, which is another one after a crash. */
  readonly again: () => void;
}

/** While bent, the log of keys cannot be read: it has none of what an impostor made. */
const silenceLog = (person: Person, isSilent: () => boolean): void => {
  const network = person.network();
  const { request } = network;
  Object.assign(network, {
    request: (asked: Parameters<typeof request>[0]) =>
      isSilent() && asked.url.includes('/v1/key-log')
        ? Promise.resolve({ status: 503, retryAfterMs: undefined, body: '{}' })
        : request(asked),
  });
};

/**
 * Bends what `viewer` sees of `person`: by the keys of an impostor, or null as it is. Frames for other keys are refused as a server does.
 * `log`: whether the log of keys can be read meanwhile.
 */
export const changeKeys = (
  viewer: Person,
  person: Person,
  { log = 'silent' }: { readonly log?: 'silent' | 'honest' } = {},
): Changed => {
  let present: Impostor | null = null;
  const taken: SendFrame[] = [];
  const again = (): void => {
    bendKeys(viewer, (body) => present?.bundles ?? body, person.accountId);
    silenceLog(viewer, () => log === 'silent' && present !== null);
    const network = viewer.network();
    // What is sealed only its recipient can take for anybody's.
    network.refuseSealed();
    network.onSend = (bytes, pass) => {
      const frame = parseClientFrame(bytes);
      if (frame.kind !== 'send' || frame.recipientId !== person.accountId || !present) {
        pass(bytes);
        return;
      }
      const { requestId, envelopes } = frame;
      const [device] = present.bundles.devices;
      const isFor = envelopes.every((one) => one.registrationId === device?.registrationId);
      if (isFor) taken.push(frame);
      network.inject(
        encodeServerFrame(
          isFor
            ? { kind: 'sent', requestId, acceptedAt: Date.now() }
            : {
                kind: 'error',
                requestId,
                error: {
                  code: 'devices_changed',
                  details: { missing: [], extra: [], stale: [1] },
                },
              },
        ),
      );
    };
  };
  again();
  return {
    become: (impostor) => {
      present = impostor;
    },
    deliver: (deliveries) =>
      viewer.network().inject(encodeServerFrame({ kind: 'deliver', deliveries })),
    taken,
    again,
  };
};

/** An impostor of one person who can write to another. */
export const impostorWithKeys = async (
  as: Person,
  to: Person,
  keys: KeyBundles,
  toDeviceId?: number,
): Promise<Impostor> => {
  const impostor = await createImpostor(as, to, toDeviceId);
  await impostor.meet(keys);
  return impostor;
};
