import type { ChoiceMade } from '../../contract/ipc/sharing/choices.ts';
import type { ReadyAccount } from '../account/stored.ts';
import type { Entry, Ledger } from './ledger.ts';

const pageCount = 50;

const toChoiceMade = ({ row, read: record }: Entry, account: ReadyAccount): ChoiceMade => {
  return {
    order: row.ordered?.order ?? null,
    at: record?.at ?? row.ordered?.receivedAt ?? 0,
    receivedAt: row.ordered?.receivedAt ?? null,
    method: record?.method ?? null,
    policy: record?.policy ?? null,
    regime: record?.regime ?? null,
    decisions: record?.decisions ?? [],
    deviceId: record?.deviceId ?? null,
    thisDevice: row.own && record?.deviceId === account.deviceId,
    forked: row.ordered?.forked ?? false,
  };
};

/** The choices made, newest first, what waits before what the server has; those that it refused are left out. */
export const readHistory = (
  ledger: Ledger,
  account: ReadyAccount,
  skip: number,
): { readonly choices: ChoiceMade[]; readonly more: boolean } => {
  const { ordered, entries } = ledger;
  const waiting = entries.filter(({ row }) => row.ordered === null && row.problem === null);
  const all = [...ordered, ...waiting].reverse();
  const page = all.slice(skip, skip + pageCount);
  return {
    choices: page.map((entry) => toChoiceMade(entry, account)),
    more: skip + page.length < all.length,
  };
};
