import type { ReadyAccount } from '../account/stored.ts';
import type { Api } from './api.ts';

/** Who asks, and whose signatures count. */
export interface Asking {
  readonly api: Api;
  readonly account: ReadyAccount;
  /** Base64, 32 bytes. */
  readonly serverKey: string;
}
