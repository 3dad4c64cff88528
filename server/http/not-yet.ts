import { CodedError } from '../../contract/errors/coded-error.ts';

/** Handlers of endpoints that this server does not answer yet. */
export const notYet = <Name extends string>(
  endpoints: Readonly<Record<Name, unknown>>,
): { readonly [N in Name]: () => Promise<never> } =>
  Object.fromEntries(
    Object.keys(endpoints).map((name) => [
      name,
      () => Promise.reject(new CodedError('unavailable')),
    ]),
  ) as { readonly [N in Name]: () => Promise<never> };
