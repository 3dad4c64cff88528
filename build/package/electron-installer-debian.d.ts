declare module 'electron-installer-debian' {
  /** Makes a .deb of an unpacked application; see the package's README for the control fields. */
  function install(input: {
    readonly src: string;
    readonly dest: string;
    readonly arch: string;
    readonly rename: (folder: string) => string;
    readonly options: Readonly<Record<string, unknown>>;
  }): Promise<unknown>;

  export { install as default };
}
