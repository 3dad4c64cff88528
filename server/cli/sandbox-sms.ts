import { startSandboxSms } from './sandbox-sms-provider.ts';

// For trying BISIK_CODE_SENDER=http on one computer: prints what a provider would send.
const secret = process.env.BISIK_CODE_WEBHOOK_SECRET;
if (secret === undefined) {
  console.error('Set BISIK_CODE_WEBHOOK_SECRET to the same secret as the server’s.');
  process.exit(1);
}
const { url } = await startSandboxSms({
  secret,
  port: Number(process.env.BISIK_SANDBOX_SMS_PORT ?? 7481),
  now: Date.now,
  onMessage: (message) => console.log(JSON.stringify(message)),
});
console.log(JSON.stringify({ kind: 'listening', url }));
