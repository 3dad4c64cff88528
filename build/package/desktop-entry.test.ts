import { expect, it } from 'vitest';
import { desktopEntryFaults } from './desktop-entry.ts';

const right = `[Desktop Entry]
Name=Bisik
Comment=Private messages
Exec=bisik %U
Icon=bisik
Type=Application
Categories=Network;InstantMessaging;
MimeType=x-scheme-handler/bisik;
`;

it('takes a right entry, also with the program’s whole path', () => {
  expect(desktopEntryFaults(right)).toEqual([]);
  expect(desktopEntryFaults(right.replace('=bisik %U', '=/opt/Bisik/bisik %U'))).toEqual([]);
});

it.each([
  ['[Desktop Entry]\n', '', 'it does not begin with [Desktop Entry]'],
  ['Exec=bisik %U', 'Exec=bisik', 'Exec is bisik'],
  ['MimeType=x-scheme-handler/bisik;\n', '', 'MimeType is missing'],
  ['x-scheme-handler/bisik;', 'x-scheme-handler/bisik', 'MimeType is x-scheme-handler/bisik'],
  ['InstantMessaging;', 'InstantMessaging', 'Categories is Network;InstantMessaging'],
  ['Icon=bisik', 'Icon=bisik\nIcon=bisik', 'Icon stands twice'],
  ['Comment=', 'A comment ', 'no entry: A comment Private messages'],
])('refuses %j as %j', (from, to, fault) => {
  expect(desktopEntryFaults(right.replace(from, to))).toContain(fault);
});
