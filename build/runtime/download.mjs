import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

const CONNECT_TIMEOUT_MS = 5_000;
const STALL_TIMEOUT_MS = 10_000;

/** A download that did not arrive, or arrived as something else. `code`: unreachable, stalled, refused, integrity. */
class DownloadError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'DownloadError';
    this.code = code;
  }
}

async function digest(path, algorithm) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** `sha512-<base64>` (npm) or `sha256-<base64>` → algorithm and hex. */
function parseIntegrity(integrity) {
  const match = /^(sha256|sha512)-([A-Za-z0-9+/]+=*)$/.exec(integrity);
  if (!match) throw new TypeError(`Not an integrity value: ${integrity}`);
  return { algorithm: match[1], hex: Buffer.from(match[2], 'base64').toString('hex') };
}

/** Throws DownloadError `integrity` unless the file hashes to `integrity`. */
async function verifyIntegrity(path, integrity) {
  const { algorithm, hex } = parseIntegrity(integrity);
  const found = await digest(path, algorithm);
  if (found !== hex)
    throw new DownloadError(
      'integrity',
      `${algorithm} is ${found.slice(0, 16)}…, expected ${hex.slice(0, 16)}…`,
    );
}

/** One GET that follows redirects and fails on a host that does not connect or goes silent. */
function open(url, headers, limits, redirectsLeft = 5) {
  return new Promise((resolve, reject) => {
    const { protocol, host } = new URL(url);
    const request = (protocol === 'http:' ? http : https).get(url, { headers, agent: false });
    const giveUp = (code, message) => request.destroy(new DownloadError(code, message));
    let timer = setTimeout(
      () => giveUp('unreachable', `${host} did not answer in ${limits.connectTimeoutMs / 1000} s`),
      limits.connectTimeoutMs,
    );
    request.on('socket', (socket) => {
      socket.once(protocol === 'http:' ? 'connect' : 'secureConnect', () => {
        clearTimeout(timer);
        timer = setTimeout(
          () => giveUp('stalled', `${host} sent nothing for ${limits.stallTimeoutMs / 1000} s`),
          limits.stallTimeoutMs,
        );
      });
    });
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(
        error instanceof DownloadError
          ? error
          : new DownloadError('unreachable', `${host}: ${error.code ?? error.message}`),
      );
    });
    request.on('response', (response) => {
      clearTimeout(timer);
      const { statusCode = 0, headers: answer } = response;
      if (statusCode >= 300 && statusCode < 400 && answer.location && redirectsLeft > 0) {
        response.resume();
        open(new URL(answer.location, url).href, headers, limits, redirectsLeft - 1).then(
          resolve,
          reject,
        );
        return;
      }
      if (statusCode !== 200 && statusCode !== 206) {
        response.resume();
        reject(new DownloadError('refused', `${host} answered ${statusCode}`));
        return;
      }
      resolve(response);
    });
  });
}

const sizeOf = (path) =>
  stat(path).then(
    (found) => found.size,
    () => 0,
  );

async function fetchPart(url, part, limits, onProgress) {
  const have = await sizeOf(part);
  const response = await open(url, have > 0 ? { range: `bytes=${have}-` } : {}, limits);
  const resumed = response.statusCode === 206;
  let done = resumed ? have : 0;
  const total = done + Number(response.headers['content-length'] ?? 0);
  const host = new URL(url).host;
  const silent = () =>
    response.destroy(
      new DownloadError('stalled', `${host} sent nothing for ${limits.stallTimeoutMs / 1000} s`),
    );
  let timer = setTimeout(silent, limits.stallTimeoutMs);
  response.on('data', (chunk) => {
    clearTimeout(timer);
    timer = setTimeout(silent, limits.stallTimeoutMs);
    done += chunk.length;
    onProgress(done, total);
  });
  try {
    await pipeline(response, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
  } catch (error) {
    throw error instanceof DownloadError
      ? error
      : new DownloadError('stalled', `${host}: ${error.code ?? error.message}`);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Fetches `url` into `to`, which appears only when complete and of the stated integrity.
 * An interrupted download is kept as `<to>.part` and resumed, now or by a later run.
 */
export async function download({
  url,
  to,
  integrity,
  onProgress = () => {},
  attempts = 3,
  connectTimeoutMs = CONNECT_TIMEOUT_MS,
  stallTimeoutMs = STALL_TIMEOUT_MS,
}) {
  const limits = { connectTimeoutMs, stallTimeoutMs };
  const part = `${to}.part`;
  await mkdir(dirname(to), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const before = await sizeOf(part);
    try {
      await fetchPart(url, part, limits, onProgress);
      break;
    } catch (error) {
      // 416: what we hold is not a prefix of what they have.
      if (error.code === 'refused' && before > 0 && attempt < attempts)
        await rm(part, { force: true });
      else if (attempt >= attempts || (await sizeOf(part)) <= before) throw error;
    }
  }
  try {
    await verifyIntegrity(part, integrity);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await rename(part, to);
}
