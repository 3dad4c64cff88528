import { app, type WebContents } from 'electron';
import { chromiumSwitches, disabledFeatures } from '../system/switches.ts';
import type { CameraPermit } from '../window/camera-permit.ts';
import { isOwnPage, toExternalLink } from '../window/links.ts';

/** Turns off what Chromium does by itself. Before the app is ready. */
export const silenceChromium = (devServer: boolean): void => {
  for (const [name, value] of chromiumSwitches({ devServer })) {
    if (value === undefined) app.commandLine.appendSwitch(name);
    else app.commandLine.appendSwitch(name, value);
  }
  const already = app.commandLine.getSwitchValue('disable-features');
  app.commandLine.appendSwitch('disable-features', disabledFeatures(already));
};

/** Keeps every page where it is: no navigation, no new window, no webview. Web links go to `ask`. */
export const guardContents = (
  contents: WebContents,
  page: string,
  ask: (link: string) => void,
  camera: CameraPermit,
): void => {
  const askIfLink = (url: string): void => {
    const link = toExternalLink(url);
    if (link !== undefined) ask(link);
  };
  // There are no calls yet: without a proxy this leaves WebRTC nothing to send with, local announcements included.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(({ url }) => {
    askIfLink(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event, url) => {
    if (isOwnPage(url, page)) return;
    event.preventDefault();
    askIfLink(url);
  });
  // Whatever page comes next, nobody asked for a camera there.
  contents.on('did-navigate', camera.end);
  contents.on('render-process-gone', camera.end);
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event, url) => {
    if (!isOwnPage(url, page)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
};
