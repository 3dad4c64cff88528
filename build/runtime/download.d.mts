export interface DownloadLimits {
  readonly connectTimeoutMs?: number;
  readonly stallTimeoutMs?: number;
  readonly attempts?: number;
}
declare class DownloadError extends Error {
  readonly code: 'unreachable' | 'stalled' | 'refused' | 'integrity';
}
/** Fetches `url` into `to`, which appears only when complete and of that integrity; resumes `<to>.part`. */
export declare function download(
  options: DownloadLimits & {
    readonly url: string;
    readonly to: string;
    readonly integrity: string;
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<void>;
