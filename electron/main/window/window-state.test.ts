import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultWindowState,
  fitWindowState,
  minimumSize,
  parseWindowState,
} from './window-state.ts';

const screen = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 1920, height: 1080 };
const state = { x: 100, y: 100, width: 900, height: 700, maximized: false };

describe('fitWindowState', () => {
  it('keeps what is on a display', () => {
    expect(fitWindowState(state, [screen])).toEqual(state);
    expect(fitWindowState({ ...state, x: 1600 }, [screen, second]).x).toBe(1600);
  });

  it('lets the system place a window whose display is gone or whose title bar is out of reach', () => {
    expect(fitWindowState({ ...state, x: 1600 }, [screen])).toMatchObject({ x: null, y: null });
    expect(fitWindowState({ ...state, y: -50 }, [screen])).toMatchObject({ x: null, y: null });
    expect(fitWindowState({ ...state, x: -850 }, [screen])).toMatchObject({ x: null, y: null });
    expect(fitWindowState({ ...state, y: 890 }, [screen])).toMatchObject({ x: null, y: null });
  });

  it('is never smaller than the smallest nor larger than the largest display', () => {
    const int = fc.integer({ min: -100_000, max: 100_000 });
    fc.assert(
      fc.property(int, int, int, int, (x, y, width, height) => {
        const fitted = fitWindowState({ x, y, width, height, maximized: false }, [screen, second]);
        expect(fitted.width).toBeGreaterThanOrEqual(minimumSize.width);
        expect(fitted.height).toBeGreaterThanOrEqual(minimumSize.height);
        expect(fitted.width).toBeLessThanOrEqual(1920);
        expect(fitted.height).toBeLessThanOrEqual(1080);
      }),
    );
  });
});

describe('parseWindowState', () => {
  it('gives the default for anything else', () => {
    expect(parseWindowState(state)).toEqual(state);
    for (const bad of [undefined, null, 1, {}, { ...state, width: 1e9 }, { ...state, x: 'left' }])
      expect(parseWindowState(bad)).toEqual(defaultWindowState);
  });
});
