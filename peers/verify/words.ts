import type { ReceiptFault } from '../../contract/consent/receipt.ts';

export const languages = ['en', 'ms'] as const;
export type Language = (typeof languages)[number];

interface Words {
  readonly usage: string;
  readonly unreadable: (file: string) => string;
  readonly tooLarge: (mebibytes: number) => string;
  readonly complete: (upTo: string, count: number) => string;
  readonly notComplete: (reason: string) => string;
  /** `record` is null where the fault is in none. */
  readonly faults: Readonly<Record<ReceiptFault, (record: number | null) => string>>;
  readonly otherServer: string;
  readonly account: string;
  readonly serverKey: string;
  readonly deviceKey: (deviceId: number) => string;
  readonly told: string;
  readonly found: string;
  readonly differs: string;
  readonly serverUntold: string;
  readonly devicesUntold: string;
}

const en: Words = {
  usage: `Checks a Bisik receipt on this computer, without a network.

  node bisik-verify.mjs [--server-key BASE64] [--language en|ms] FILE

--server-key  the server's key, from where you trust it; without it the one in the file is used
--language    en (as now) or ms, Malay

Ends with 0 when the receipt is complete, 1 when it is not, 2 when it could not be checked.`,
  unreadable: (file) => `Could not read ${file}.`,
  tooLarge: (mebibytes) => `The file is larger than ${mebibytes} MiB: no receipt is.`,
  complete: (upTo, count) =>
    count === 0
      ? `Complete up to ${upTo}: no choice was recorded.`
      : `Complete up to ${upTo}: ${count} ${count === 1 ? 'record' : 'records'}, none missing, none changed.`,
  notComplete: (reason) => `Not complete: ${reason}.`,
  faults: {
    damaged: (record) =>
      record === null
        ? 'the file is no receipt, or was changed or cut off outside its records'
        : `record ${record} was changed`,
    record_missing: (record) => `record ${record} is missing`,
    record_unreadable: (record) => `record ${record} cannot be understood`,
    record_of_another_account: (record) => `record ${record} is of another account`,
    device_unknown: (record) => `record ${record} is of a device whose key is not in the file`,
    device_signature: (record) =>
      `record ${record} was changed; its device did not sign it like this`,
    server_signature: (record) =>
      `record ${record} was changed; the server did not sign it like this`,
    chain_broken: (record) => `record ${record} does not follow on an earlier record of its device`,
    fork_hidden: (record) =>
      `the device of record ${record} signed another one in its place, and the record hides it`,
    policy_unknown: (record) => `record ${record} is about a policy that is not in the file`,
    beyond_head: (record) =>
      `record ${record} is more than the server counted when it signed the end`,
    head_mismatch: () => 'the end that the server signed is not of these records',
    head_signature: () => 'the end was changed; the server did not sign it like this',
  },
  otherServer: 'the file is of another server than the key that you gave',
  account: 'Account',
  serverKey: 'Server key',
  deviceKey: (deviceId) => `Key of device ${deviceId}`,
  told: 'given by you',
  found: 'found in the file',
  differs: 'in the file, and not the one given by you',
  serverUntold:
    'Nobody but the file says that this is the server’s key. Somebody who made the whole file could have put in their own. To be sure, give the key that you trust with --server-key.',
  devicesUntold: 'That the devices’ keys are yours, only the file says.',
};

const ms: Words = {
  usage: `Menyemak resit Bisik pada komputer ini, tanpa rangkaian.

  node bisik-verify.mjs [--server-key BASE64] [--language en|ms] FAIL

--server-key  kunci pelayan, daripada sumber yang anda percaya; jika tiada, kunci dalam fail digunakan
--language    en, Inggeris, atau ms

Tamat dengan 0 jika resit lengkap, 1 jika tidak, 2 jika tidak dapat disemak.`,
  unreadable: (file) => `${file} tidak dapat dibaca.`,
  tooLarge: (mebibytes) => `Fail ini melebihi ${mebibytes} MiB: tiada resit sebesar itu.`,
  complete: (upTo, count) =>
    count === 0
      ? `Lengkap sehingga ${upTo}: tiada pilihan direkodkan.`
      : `Lengkap sehingga ${upTo}: ${count} rekod, tiada yang hilang, tiada yang diubah.`,
  notComplete: (reason) => `Tidak lengkap: ${reason}.`,
  faults: {
    damaged: (record) =>
      record === null
        ? 'fail ini bukan resit, atau diubah atau terpotong di luar rekodnya'
        : `rekod ${record} telah diubah`,
    record_missing: (record) => `rekod ${record} hilang`,
    record_unreadable: (record) => `rekod ${record} tidak dapat difahami`,
    record_of_another_account: (record) => `rekod ${record} milik akaun lain`,
    device_unknown: (record) =>
      `rekod ${record} datang daripada peranti yang kuncinya tiada dalam fail`,
    device_signature: (record) =>
      `rekod ${record} telah diubah; perantinya tidak menandatanganinya begini`,
    server_signature: (record) =>
      `rekod ${record} telah diubah; pelayan tidak menandatanganinya begini`,
    chain_broken: (record) => `rekod ${record} tidak menyambung rekod terdahulu perantinya`,
    fork_hidden: (record) =>
      `peranti bagi rekod ${record} menandatangani rekod lain di tempat yang sama, dan rekod ini menyembunyikannya`,
    policy_unknown: (record) => `rekod ${record} tentang dasar yang tiada dalam fail`,
    beyond_head: (record) =>
      `rekod ${record} melebihi kiraan pelayan ketika menandatangani penutupnya`,
    head_mismatch: () => 'penutup yang ditandatangani pelayan bukan untuk rekod-rekod ini',
    head_signature: () => 'penutup telah diubah; pelayan tidak menandatanganinya begini',
  },
  otherServer: 'fail ini daripada pelayan lain, bukan pemilik kunci yang anda beri',
  account: 'Akaun',
  serverKey: 'Kunci pelayan',
  deviceKey: (deviceId) => `Kunci peranti ${deviceId}`,
  told: 'diberi oleh anda',
  found: 'ditemui dalam fail',
  differs: 'dalam fail, dan bukan yang anda beri',
  serverUntold:
    'Hanya fail ini yang mengatakan bahawa itu kunci pelayan. Sesiapa yang membuat seluruh fail boleh meletakkan kuncinya sendiri. Untuk pasti, beri kunci yang anda percaya dengan --server-key.',
  devicesUntold: 'Bahawa kunci peranti itu milik anda, hanya fail ini yang mengatakannya.',
};

export const words: Readonly<Record<Language, Words>> = { en, ms };
