import { expect, it } from 'vitest';
import { readTexts } from './read-texts.ts';

const page = (html: string): Element => {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
};

it('reads each line once, in its order, as it stands', () => {
  const part = page(`
    <header><h2>One thing <em>would</em> change</h2></header>
    <p>Phone number
       <b>to Nusa</b>.</p>
    <fieldset><legend>You decide</legend>
      <div><input type="checkbox" checked><label>Ads</label><p>Kept 90 days.</p></div>
    </fieldset>
    plain text
    <ul><li>one</li><li><span>two</span> <span>and more</span></li></ul>
    <button>Accept policy</button><button>Not now</button>`);
  expect(readTexts(part)).toEqual([
    'One thing would change',
    'Phone number to Nusa.',
    'You decide',
    'Ads',
    'Kept 90 days.',
    'plain text',
    'one',
    'two and more',
    'Accept policy',
    'Not now',
  ]);
});

it('names buttons that are only drawn, and leaves out what nobody sees or hears', () => {
  const part = page(`
    <button aria-label="Close"><svg aria-hidden="true"><title>x</title></svg></button>
    <button aria-label="Show what was sent: ads">Show</button>
    <p aria-hidden="true">drawn</p><p hidden>later</p><style>p { color: red }</style>
    <section data-unread><p>aside</p></section>`);
  expect(readTexts(part)).toEqual(['Close', 'Show']);
});

it('joins parts, each beginning a line, and takes none for nothing', () => {
  expect(readTexts(page('<b>a</b>'), null, page('<b>b</b>'), page('<i> </i>'))).toEqual(['a', 'b']);
});
