const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * The text of a notification for the system. Linux desktops read it as markup with links and pictures (Desktop Notifications
 * Specification 1.2, body-markup) and Electron hands it on as it is: what a stranger wrote must stay text.
 */
export const toNotificationBody = (text: string, platform: NodeJS.Platform): string =>
  platform === 'linux' ? text.replace(/[&<>]/g, (sign) => escapes[sign] ?? sign) : text;
