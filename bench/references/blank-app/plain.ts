import { afterPaint } from './drawn.ts';

afterPaint(() => {
  document.title = 'drawn';
});
