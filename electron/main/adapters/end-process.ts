/** Ends a child at once and leaves no dump of its memory, as a crash could. False when there was nothing to end. */
export const endProcess = (pid: number | undefined): boolean => {
  // Zero and below are groups of processes, this one among them.
  if (pid === undefined || pid <= 0) return false;
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
};
