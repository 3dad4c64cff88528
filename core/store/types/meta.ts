/** JSON values by name: account, server pin, settings. */
export interface MetaRepository {
  /** The parsed value; undefined when there is none. The caller checks its shape. */
  get(name: string): unknown;
  /** `value` must survive JSON. */
  set(name: string, value: unknown): void;
  remove(name: string): void;
}
