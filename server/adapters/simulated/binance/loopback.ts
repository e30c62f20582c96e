import type { IncomingMessage } from "node:http";

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/**
 * Only who means this machine is served. A page of a foreign site can make a browser send a request here, but
 * not without its own Origin, or, when it had its name point at 127.0.0.1, without its own Host.
 */
export function isFromLoopback({ headers: { host, origin } }: IncomingMessage): boolean {
  if (host !== undefined && !LOOPBACK.test(host)) return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && LOOPBACK.test(new URL(origin).host);
}
