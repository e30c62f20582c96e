const YEAR_SECONDS = 365 * 24 * 3600;

/** Remembers a preference for a year. It goes to the server, which renders the first paint with it. */
export function rememberInCookie(name: string, value: string): void {
  // The Cookie Store API would need a secure context; loopback over http is one only in some browsers.
  // oxlint-disable-next-line unicorn/no-document-cookie
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=strict`;
}

/** What was remembered, for what only the browser draws; null without it. */
export function recallFromCookie(name: string): string | null {
  const pair = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
  return pair === undefined ? null : decodeURIComponent(pair.slice(name.length + 1));
}
