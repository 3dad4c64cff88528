import { useEffect, useLayoutEffect, useState } from 'react';
import type { SettingValues } from '../../contract/settings/registry.ts';

const useMedia = (query: string): boolean => {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const listen = () => setMatches(list.matches);
    listen();
    list.addEventListener('change', listen);
    return () => list.removeEventListener('change', listen);
  }, [query]);
  return matches;
};

/** Whether only one pane has room, in pixels at 100 % text size. */
export const useNarrow = (scale: number): boolean =>
  useMedia(`(max-width: ${Math.round(760 * scale) - 0.02}px)`);

/** Whether a pane has room beside the conversation. */
export const useWide = (scale: number): boolean =>
  useMedia(`(min-width: ${Math.round(1180 * scale)}px)`);

/** Puts theme, contrast and text size on the page before it is painted; gives the scale, 1 for 100 %. */
export const useAppearance = (values: SettingValues): number => {
  const dark = useMedia('(prefers-color-scheme: dark)');
  const chosen = values['appearance.theme'];
  const theme = chosen === 'system' ? (dark ? 'dark' : 'light') : chosen;
  const asked = useMedia('(prefers-contrast: more)');
  const contrast = asked || values['appearance.contrast'] === 'more' ? 'more' : 'system';
  const scale = Number(values['appearance.textSize']) / 100;
  useLayoutEffect(() => {
    const { documentElement: page } = document;
    page.dataset.theme = theme;
    page.dataset.contrast = contrast;
    page.style.setProperty('--scale', String(scale));
  }, [theme, contrast, scale]);
  return scale;
};
