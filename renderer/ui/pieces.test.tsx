import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { CodeField, toDigits } from './code-field.tsx';
import { DeliveryState } from './delivery-state.tsx';
import { Dialog } from './dialog.tsx';
import { RadioGroup } from './radio-group.tsx';
import { SearchField } from './search-field.tsx';
import { Skeleton } from './skeleton.tsx';
import { toDirection } from './text-direction.ts';
import { TextField } from './text-field.tsx';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const Opener = ({ alert }: { alert: boolean }) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open</Button>
      {open && (
        <Dialog heading="Question" alert={alert} onClose={() => setOpen(false)}>
          <Button>Inside</Button>
        </Dialog>
      )}
    </>
  );
};

const FirmOpener = ({ onClose, onEscape }: { onClose: () => void; onEscape: () => void }) => (
  <Dialog heading="Firm" onClose={onClose} onEscape={onEscape} foot={<Button>Foot</Button>}>
    <p>Inside</p>
  </Dialog>
);

const CodeHolder = ({ onComplete }: { onComplete: (digits: string) => void }) => {
  const [value, setValue] = useState('');
  return <CodeField label="Code" value={value} onChange={setValue} onComplete={onComplete} />;
};

const SearchHolder = ({ onKeyDown }: { onKeyDown: () => void }) => {
  const [value, setValue] = useState('abc');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens for what leaks out
    <div onKeyDown={onKeyDown}>
      <SearchField label="Find" clearLabel="Clear" value={value} onChange={setValue} />
    </div>
  );
};

describe('dialog', () => {
  it.each([false, true])('closes by Escape and gives focus back, alert: %s', async (alert) => {
    const user = userEvent.setup();
    render(<Opener alert={alert} />);
    const opener = screen.getByRole('button', { name: 'Open' });
    await user.click(opener);
    const dialog = await screen.findByRole(alert ? 'alertdialog' : 'dialog', { name: 'Question' });
    expect(dialog.contains(document.activeElement)).toBe(true);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(opener));
  });
});

it('a firm dialog is closed by neither Escape nor a press outside, and keeps keys from what lies behind', async () => {
  const behind = vi.fn();
  const [onClose, onEscape] = [vi.fn(), vi.fn()];
  globalThis.addEventListener('keydown', behind);
  render(<FirmOpener onClose={onClose} onEscape={onEscape} />);
  await screen.findByRole('dialog', { name: 'Firm' });
  const user = userEvent.setup();
  await user.keyboard('{Escape}{Control>}n{/Control}');
  await user.click(document.body);
  globalThis.removeEventListener('keydown', behind);
  expect(onEscape).toHaveBeenCalledTimes(1);
  expect(onClose).not.toHaveBeenCalled();
  const heard = behind.mock.calls.map(([event]) => (event as KeyboardEvent).key);
  expect(heard).not.toContain('Escape');
  expect(heard).not.toContain('n');
});

describe('code field', () => {
  it.each([
    ['123456', '123456'],
    ['Your code: 123-456', '123456'],
    ['١٢٣٤٥٦', '123456'],
    ['12345678', '123456'],
    ['', ''],
  ])('%j gives %j', (text, digits) => {
    expect(toDigits(text, 6)).toBe(digits);
  });

  it('tells once that it is complete', async () => {
    const user = userEvent.setup();
    const complete = vi.fn();
    render(<CodeHolder onComplete={complete} />);
    await user.type(screen.getByLabelText('Code'), '1234567');
    expect(complete.mock.calls).toEqual([['123456']]);
  });
});

it('a skeleton shows after 300 ms, so that what is quick never flashes', () => {
  vi.useFakeTimers();
  render(<Skeleton kind="chats" label="Loading" />);
  act(() => vi.advanceTimersByTime(290));
  expect(screen.queryByRole('status')).toBeNull();
  act(() => vi.advanceTimersByTime(20));
  expect(screen.getByRole('status').getAttribute('aria-label')).toBe('Loading');
});

it('a busy button keeps its focus and refuses a second press', async () => {
  const user = userEvent.setup();
  const press = vi.fn();
  render(
    <Button busy onClick={press}>
      Send
    </Button>,
  );
  const button = screen.getByRole('button', { name: 'Send' });
  button.focus();
  await user.keyboard('{Enter}');
  await user.click(button);
  expect(press).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(button);
});

it('a search field is emptied by Escape before anything else hears it', async () => {
  const user = userEvent.setup();
  const outside = vi.fn();
  render(<SearchHolder onKeyDown={outside} />);
  const input = screen.getByRole<HTMLInputElement>('searchbox', { name: 'Find' });
  input.focus();
  await user.keyboard('{Escape}');
  expect(input.value).toBe('');
  expect(outside).not.toHaveBeenCalled();
  await user.keyboard('{Escape}');
  expect(outside).toHaveBeenCalledTimes(1);
});

it('an error is tied to its field and announced', () => {
  render(<TextField label="Name" value="" onChange={() => undefined} error="Too short" />);
  const input = screen.getByRole('textbox', { name: 'Name' });
  expect(input.getAttribute('aria-invalid')).toBe('true');
  const ids = (input.getAttribute('aria-describedby') ?? '').split(' ');
  expect(ids.map((id) => document.getElementById(id)?.textContent)).toContain('Too short');
  expect(screen.getByRole('alert').textContent).toBe('Too short');
});

it('a question without an answer stays open', () => {
  render(
    <RadioGroup
      label="Which"
      value={undefined}
      onChange={() => undefined}
      options={[
        { value: 'a', label: 'A' },
        { value: 'b', label: 'B' },
      ]}
    />,
  );
  screen.getByRole('group', { name: 'Which' });
  expect(screen.getAllByRole<HTMLInputElement>('radio').some((radio) => radio.checked)).toBe(false);
});

it('states and counts have words', () => {
  render(
    <>
      <DeliveryState state="read" label="Read" />
      <Badge count={120} label="120 unread" />
      <Badge count={0} label="none" />
    </>,
  );
  screen.getByRole('img', { name: 'Read' });
  screen.getByText('99+');
  screen.getByText('120 unread');
  expect(screen.queryByText('none')).toBeNull();
});

it.each([
  ['Hello محمد', 'ltr'],
  ['مرحبا hello', 'rtl'],
  ['… 123 שלום', 'rtl'],
  ['🎉', 'ltr'],
] as const)('%j reads %s', (text, direction) => {
  expect(toDirection(text)).toBe(direction);
});
