// Any screen in a plain browser, on the in-memory host: /testing/preview.html?scene=chat&theme=dark&language=ms&size=130
import '../app/styles/tokens.css';
import '../app/styles/fonts.css';
import '../app/styles/base.css';
import { start } from '../app/start.tsx';
import { createFakeHost } from './fake/fake-host.ts';
import { scenes } from './scenes.ts';

const query = new URLSearchParams(location.search);
const world = (scenes[query.get('scene') ?? 'chat'] ?? scenes.chat)?.();
const root = document.getElementById('root');
if (!root || !world) throw new Error('no such scene');
world.settings = {
  ...world.settings,
  'appearance.theme': query.get('theme') ?? 'light',
  'appearance.language': query.get('language') ?? 'en',
  'appearance.textSize': query.get('size') ?? '100',
};
const fake = createFakeHost(world);
Object.assign(window, { fake });
start(fake.host, root).catch((error: unknown) => console.error(error));
