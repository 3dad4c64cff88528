/** Row numbers never leave the server and are never used again. */
export type AccountRef = number;
export type DeviceRef = number;
