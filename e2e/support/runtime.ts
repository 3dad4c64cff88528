import { resolveRuntime } from '../../build/runtime/resolve.mjs';

/** Where a run that may ask no other host finds the Electron that was resolved before it began. */
export const runtimeVariable = 'BISIK_E2E_ELECTRON';

/** The Electron to start. */
export const electronProgram = async (): Promise<string> =>
  process.env[runtimeVariable] ?? (await resolveRuntime({ say: () => undefined })).executable;
