/** A settings file of any version, parsed as JSON. */
export type SettingsRecord = Readonly<Record<string, unknown>>;
