export const isMac = (): boolean => /Mac/i.test(navigator.platform);

/** “Ctrl K” or “⌘K”, as the system writes it. */
export const toShortcutLabel = (key: string): string => (isMac() ? `⌘${key}` : `Ctrl ${key}`);

const untyped: ReadonlySet<string> = new Set(['button', 'checkbox', 'radio', 'range', 'file']);

/** What a field has taken in it can take back itself, and that comes first. */
const undoesItself = (target: EventTarget | null): boolean =>
  (target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !untyped.has(target.type))) &&
  target.value !== '';

/** Whether a key asks to take back what was done last, outside of what is being typed. */
export const isUndo = (event: KeyboardEvent): boolean =>
  (isMac() ? event.metaKey : event.ctrlKey) &&
  !event.altKey &&
  !event.shiftKey &&
  event.key.toLowerCase() === 'z' &&
  !undoesItself(event.target);
