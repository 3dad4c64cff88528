import './styles/tokens.css';
import './styles/fonts.css';
import './styles/base.css';
import { createElectronHost } from '../host/electron-host.ts';
import { start } from './start.tsx';

const root = document.getElementById('root');
if (!root || !window.bisik) throw new Error('the page was opened outside of Bisik');
start(createElectronHost(window, window.bisik), root).catch((error: unknown) => {
  console.error(error);
});
