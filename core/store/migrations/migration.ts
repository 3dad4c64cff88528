/** One step of the schema, from `version - 1` to `version`. Statements only: no clock, no randomness, no code that may change later. */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}
