/** Brings a code to whoever holds the number. Rejects when it could not be handed over. */
export interface CodeSender {
  readonly send: (message: CodeMessage) => Promise<void>;
}

export interface CodeMessage {
  /** The same for each try to send this code, so that a provider sends it once. */
  readonly id: string;
  readonly number: string;
  readonly code: string;
  readonly expiresAt: number;
}

/** For development: hands the code to whoever runs the server, on its console. */
export const createLogSender = (write: (message: CodeMessage) => void): CodeSender => ({
  send: async (message) => write(message),
});
