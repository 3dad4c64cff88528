import type * as z from 'zod/mini';

export interface CallSpec<
  I extends z.ZodMiniType = z.ZodMiniType,
  O extends z.ZodMiniType = z.ZodMiniType,
> {
  readonly input: I;
  readonly output: O;
  /** One line for the generated docs. */
  readonly does: string;
}

export interface EventSpec<P extends z.ZodMiniType = z.ZodMiniType> {
  readonly payload: P;
  readonly when: string;
}

export interface Domain<
  N extends string = string,
  C extends Record<string, CallSpec> = Record<string, CallSpec>,
  E extends Record<string, EventSpec> = Record<string, EventSpec>,
> {
  readonly name: N;
  /** The program that answers: the shell or the engine. */
  readonly host: 'main' | 'engine';
  readonly calls: C;
  readonly events: E;
}

/** A call: what it takes, what it gives, one line on what it does. */
export const call = <I extends z.ZodMiniType, O extends z.ZodMiniType>(
  input: I,
  output: O,
  does: string,
): CallSpec<I, O> => ({ input, output, does });

/** An event: its payload and when it is sent. */
export const event = <P extends z.ZodMiniType>(payload: P, when: string): EventSpec<P> => ({
  payload,
  when,
});

/** One domain of the contract; clients, routers, fakes and docs are derived from it. */
export const defineDomain = <
  N extends string,
  C extends Record<string, CallSpec>,
  E extends Record<string, EventSpec>,
>(
  name: N,
  domain: { host: 'main' | 'engine'; calls: C; events: E },
): Domain<N, C, E> => ({ name, ...domain });

export type CallInput<S> = S extends CallSpec<infer I, z.ZodMiniType> ? z.infer<I> : never;
export type CallOutput<S> = S extends CallSpec<z.ZodMiniType, infer O> ? z.infer<O> : never;
export type EventPayload<S> = S extends EventSpec<infer P> ? z.infer<P> : never;

/** What the host of a domain implements. */
export type Handlers<D extends Domain> = {
  readonly [K in keyof D['calls']]: (
    input: CallInput<D['calls'][K]>,
  ) => Promise<CallOutput<D['calls'][K]>>;
};

/** What the other side uses: each call as a function, each event as `on(name, listener)` that returns its unsubscribe. */
export type Client<D extends Domain> = Handlers<D> & {
  readonly on: <K extends keyof D['events'] & string>(
    name: K,
    listener: (payload: EventPayload<D['events'][K]>) => void,
  ) => () => void;
};

/** Sends a domain's events; a payload that does not fit its schema does not compile. */
export type Emit<D extends Domain> = <K extends keyof D['events'] & string>(
  name: K,
  payload: EventPayload<D['events'][K]>,
) => void;
