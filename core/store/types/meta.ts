/** JSON values by name: account, server pin, settings. */
export interface MetaRepository {
  /** The parsed value; undefined when there is none. The caller checks its shape. */
  get(name: string): unknown;
  /**
   * What `parse` makes of the value (undefined when there is none), made once until another one is written or what was written is taken back:
   * for what is asked for again and again. One name has one `parse`; nobody changes what it gives.
   */
  read<T>(name: string, parse: (value: unknown) => T): T;
  /** `value` must survive JSON. */
  set(name: string, value: unknown): void;
  remove(name: string): void;
}
