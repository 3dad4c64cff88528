/** The look of the page; the tokens are those of the app. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: oklch(.968 .005 285); --surface: oklch(.995 .001 285); --line: oklch(.905 .008 285);
  --control: oklch(.56 .018 285);
  --ink: oklch(.25 .022 285); --second: oklch(.46 .02 285); --accent: oklch(.45 .155 283);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: oklch(.185 .012 285); --surface: oklch(.215 .013 285); --line: oklch(.305 .014 285);
    --control: oklch(.66 .014 285);
    --ink: oklch(.935 .006 285); --second: oklch(.755 .012 285); --accent: oklch(.745 .115 285);
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 32px 20px 64px; background: var(--ground); color: var(--ink);
  font: 14px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
main, header { max-width: 720px; margin: 0 auto; }
h1, h2 { font-family: 'Plus Jakarta Sans', system-ui, sans-serif; letter-spacing: -.015em; margin: 0; }
h1 { font-size: 28px; line-height: 1.2; }
h2 { font-size: 16px; line-height: 1.3; }
p { margin: 8px 0 0; max-width: 64ch; }
a { color: var(--accent); border-radius: 4px; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.button {
  display: inline-block; margin-top: 8px; padding: 7px 14px; border: 1px solid var(--control); border-radius: 12px;
  background: var(--surface); color: var(--ink); font-weight: 600; text-decoration: none;
}
.button:hover { background: var(--ground); }
.head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 4px 16px; }
.head p { margin: 0; }
section {
  margin-top: 16px; padding: 16px 20px; border: 1px solid var(--line); border-radius: 16px; background: var(--surface);
}
.quiet, dt, .when { color: var(--second); }
ul { list-style: none; margin: 12px -20px 0; padding: 0; }
li {
  display: grid; grid-template-columns: 12.5em minmax(0, 1fr); gap: 4px 16px; padding: 12px 20px; border-top: 1px solid var(--line);
}
li:last-child { padding-bottom: 0; }
li p, dl, dd { margin: 0; }
dl { display: grid; grid-template-columns: minmax(0, 11em) minmax(0, 1fr); gap: 2px 16px; }
dd { overflow-wrap: anywhere; }
@media (max-width: 560px) { li { grid-template-columns: minmax(0, 1fr); } }
`;
