/** The look of the page; the tokens are those of the app. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: oklch(.968 .005 285); --surface: oklch(.995 .001 285); --line: oklch(.905 .008 285);
  --ink: oklch(.25 .022 285); --second: oklch(.46 .02 285); --accent: oklch(.45 .155 283);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: oklch(.185 .012 285); --surface: oklch(.215 .013 285); --line: oklch(.305 .014 285);
    --ink: oklch(.935 .006 285); --second: oklch(.755 .012 285); --accent: oklch(.745 .115 285);
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 32px 20px 64px; background: var(--ground); color: var(--ink);
  font: 14px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
main, header { max-width: 860px; margin: 0 auto; }
h1, h2 { font-family: 'Plus Jakarta Sans', system-ui, sans-serif; letter-spacing: -.015em; margin: 0; }
h1 { font-size: 28px; line-height: 1.2; }
h2 { font-size: 16px; }
p { margin: 8px 0 0; max-width: 64ch; }
a { color: var(--accent); }
header a { float: right; margin: 8px 0 8px 16px; }
section {
  margin-top: 16px; padding: 20px; border: 1px solid var(--line); border-radius: 16px; background: var(--surface);
}
.quiet, th { color: var(--second); }
.scroll { overflow-x: auto; margin-top: 12px; }
.scroll:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: start; font-weight: 500; font-size: 12px; }
th, td { padding: 8px 16px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td:first-child, td:nth-child(3) { white-space: nowrap; width: 1%; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 16px; margin: 0; }
dt { color: var(--second); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 560px) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 4px; } }
`;
