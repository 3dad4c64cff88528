// Preloaded into the server and Echo: when the launcher is gone, even by kill -9, they end too
// instead of holding the port until the next restart of the computer.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
