/** The Electron that was found: where it is and why it was taken. */
export interface Runtime {
  readonly kind: 'override' | 'installed' | 'downloaded' | 'development';
  /** Folder of the unpacked Electron (electron-builder's `electronDist`). */
  readonly dist: string;
  /** The program to start (Playwright's `executablePath`). */
  readonly executable: string;
  readonly version: string;
  readonly why: string;
}

export interface ResolveOptions {
  /** Refuse the development runtime and every version but the pinned one. */
  readonly release?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
  readonly cache?: string;
  readonly packageFolder?: string;
  readonly registry?: string;
  readonly source?: typeof import('./development.mjs').DEVELOPMENT_RUNTIME;
  readonly limits?: {
    readonly connectTimeoutMs?: number;
    readonly stallTimeoutMs?: number;
    readonly attempts?: number;
  };
  readonly extract?: (archive: string, options: { dir: string }) => Promise<void>;
  readonly say?: (text: string) => void;
  readonly now?: () => number;
}

export declare class RuntimeError extends Error {}
/** The Electron to run on this machine; throws RuntimeError when there is none that may be used. */
export declare function resolveRuntime(options?: ResolveOptions): Promise<Runtime>;
export declare function describeRuntime(runtime: Pick<Runtime, 'kind' | 'version' | 'why'>): string;
/** Switches that Electron needs here (`--no-sandbox` for root on Linux). */
export declare function runtimeArguments(options?: {
  platform?: NodeJS.Platform;
  uid?: number;
}): string[];
