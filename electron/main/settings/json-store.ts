/** Writes `<name>.json` of the profile in one piece. Rejects with `store_disk_full` or `store_write_failed`. */
export interface JsonStore {
  readonly write: (name: string, record: Readonly<Record<string, unknown>>) => Promise<void>;
}
