import type { EncryptionState } from '../../../contract/encryption/status.ts';
import type { HttpRequest, HttpResponse } from '../../platform/types.ts';
import type { KeyWorld } from '../key-world.ts';
import type { Person } from '../world.ts';

/** Who is there when a server begins to lie about keys. */
export interface Stage {
  readonly world: KeyWorld;
  readonly aisyah: Person;
  readonly badrul: Person;
  /** What a lie leaves for whoever looks what becomes of it. */
  readonly left: {
    /** By this Aisyah is looked for, in place of her number. */
    username?: string;
    /** Whose chat says it, in place of hers. */
    about?: Person;
  };
}

/** A lie of a server about keys: what it does, and who is told how soon and in which words. */
export interface Lie {
  readonly name: string;
  readonly does: string;
  /** `contact`: Badrul's app, of Aisyah. `owner`: Aisyah's app, of her own entry, in her chat with Badrul. */
  readonly seenBy: 'contact' | 'owner';
  /** It is told before Badrul writes to Aisyah for the first time, or when they know each other. */
  readonly told: 'before' | 'later';
  /** How long it is from the next look at the log on. */
  readonly soon: 'seconds' | 'minutes' | 'days';
  /** `refused`: nobody is found. `own_label`, `label_key`: an alarm of that, and no chat fails. Else the state of the chat. */
  readonly state:
    | Extract<EncryptionState, 'check_failed' | 'check_unavailable'>
    | 'refused'
    | 'own_label'
    | 'label_key';
  readonly tell: (stage: Stage) => Promise<void> | void;
}

type Answer = (body: string, request: HttpRequest) => string | { readonly status: number };

/** Changes what somebody's app is answered under these paths; what was bent before stays so. */
export const answering = (
  person: Person,
  isMeant: (path: string) => boolean,
  change: Answer,
): void => {
  const network = person.network();
  const { onRequest } = network;
  network.onRequest = (request, pass) =>
    onRequest(request, async () => {
      const answered: HttpResponse = await pass();
      if (!isMeant(new URL(request.url).pathname)) return answered;
      const changed = change(answered.body, request);
      if (changed === answered.body) return answered;
      if (typeof changed !== 'string') return { ...answered, status: changed.status, body: '{}' };
      return { ...answered, status: 200, body: changed };
    });
};

/** A note as the bytes that go over the wire. */
export const noteBody = (note: string): string => Buffer.from(note).toString('latin1');

/** The same of a JSON body, as it comes from a server that does not lie. */
export const answeringJson = <Body>(
  person: Person,
  isMeant: (path: string) => boolean,
  change: (body: Body) => unknown,
): void => answering(person, isMeant, (body) => JSON.stringify(change(JSON.parse(body) as Body)));

/** The look that a person's app is having, if any, is over: time that passes meanwhile would pass unseen. */
export const settled = (person: Person): Promise<unknown> =>
  person.own().until(async () => !(await person.handlers().encryption.own({})).checks.running);

/** Takes a username for somebody. */
export const takeUsername = async (person: Person, name: string): Promise<string> => {
  const account = await person.handlers().account.setUsername({ name });
  if (account.phase !== 'ready' || account.username === null) throw new Error('no username');
  return account.username;
};
