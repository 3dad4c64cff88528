import react from '@vitejs/plugin-react';
import type { PluginOption } from 'vite';
import { emojiWords } from './emoji-words.ts';
import { icuMessages } from './icu-messages.ts';

/** What turns the renderer's sources into a page: in the bundle, the dev server and its unit tests. */
export const rendererPlugins = (): PluginOption[] => [react(), icuMessages(), emojiWords()];
