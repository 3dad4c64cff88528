// Stays alive and does nothing, as an idle background process does.
process.parentPort.on('message', () => undefined);
