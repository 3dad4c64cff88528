/** Electron channels. The engine's port carries the same messages without a channel. */
export const channels = {
  call: 'bisik:call',
  event: 'bisik:event',
  enginePort: 'bisik:engine-port',
} as const;

/** `postMessage` from preload to the page that goes with the engine's port. */
export const enginePortMessage = 'bisik:engine-port';
/** `postMessage` from the page that asks preload for the port it holds. */
export const enginePortRequest = 'bisik:engine-port-please';
