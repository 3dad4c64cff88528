import type { Plugin } from 'vite';

/** The fonts of the first picture. */
const first = /\/(inter|plus-jakarta-sans)-latin-wght-normal-[^/]*\.woff2$/;

/** Asks for them together with the scripts: a text laid out in another font first is laid out twice. */
export const firstFonts = (): Plugin => ({
  name: 'bisik:first-fonts',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) =>
      Object.keys(bundle ?? {})
        .filter((file) => first.test(`/${file}`))
        .map((file) => ({
          tag: 'link',
          attrs: {
            rel: 'preload',
            as: 'font',
            type: 'font/woff2',
            crossorigin: true,
            href: `/${file}`,
          },
          injectTo: 'head',
        })),
  },
});
