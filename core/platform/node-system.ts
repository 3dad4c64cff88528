const systems = { win32: 'windows', darwin: 'macos', linux: 'linux' } as const;

/** The kind of system that this program runs on, and nothing else of it. */
export const nodeSystem = (): (typeof systems)[keyof typeof systems] | 'other' =>
  Object.hasOwn(systems, process.platform)
    ? systems[process.platform as keyof typeof systems]
    : 'other';
