import { expect, it } from 'vitest';
import { readAddress } from './read-address.ts';

it.each([
  ['bisik.example.org', 'https://bisik.example.org'],
  [' bisik.example.org/ ', 'https://bisik.example.org/'],
  ['http://127.0.0.1:7480', 'http://127.0.0.1:7480'],
  ['https://bisik', 'https://bisik'],
  ['bisik:7480', 'https://bisik:7480'],
  ['[::1]:7480', 'https://[::1]:7480'],
  ['localhost', 'https://localhost'],
  ['hello', undefined],
  ['hello/there.txt', undefined],
  ['hello bisik.example.org', undefined],
  ['', undefined],
])('reads %j as %j', (typed, address) => {
  expect(readAddress(typed)).toBe(address);
});
