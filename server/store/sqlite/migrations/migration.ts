/** One step from an older shape of the database to a newer. */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}
