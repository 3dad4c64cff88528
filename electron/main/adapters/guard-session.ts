import type { Session } from 'electron';
import { mayRequest } from '../system/switches.ts';
import type { CameraPermit } from '../window/camera-permit.ts';

/** Denies every permission but a camera that the person asked for, every download, and every request that leaves the app. */
export const guardSession = (
  session: Session,
  devServerPage: string | undefined,
  camera: CameraPermit,
): void => {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const { isMainFrame, requestingUrl: url = '' } = details;
    const media = ('mediaTypes' in details && details.mediaTypes) || [];
    answer(camera.covers({ permission, isMainFrame, url, media }));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    camera.covers({
      permission,
      isMainFrame: details.isMainFrame,
      url: details.requestingUrl ?? origin,
      media: [details.mediaType],
    }),
  );
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !mayRequest(url, devServerPage) }),
  );
};
