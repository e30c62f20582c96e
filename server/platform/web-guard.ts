/**
 * Which requests the web answers, and the headers it answers with. Pure; `proxy.ts` applies it.
 *
 * The desk has no login because it listens on loopback. Two ways around that exist in any
 * browser, and both are closed here: a foreign name that resolves to this machine (DNS
 * rebinding; it shows in Host), and a foreign page that sends requests here (it shows in
 * Origin and Sec-Fetch-Site).
 */
export type RequestFacts = Readonly<{
  method: string;
  pathname: string;
  /** `name` is lower-case; null when the header is absent. */
  header: (name: string) => string | null;
}>;

export type Refusal = Readonly<{ status: 403 | 421; text: string }>;

const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];
const foreignSites = ["cross-site", "same-site"]; // another port of this machine is "same-site"

/**
 * @param port   the web listens on; loopback counts only with it
 * @param extra  TAPEDECK_ALLOWED_HOSTS; an entry without a port allows any port
 * @returns      whether a Host (or the host of an Origin) is ours
 */
export function createHostCheck(port: number, extra: readonly string[]): (host: string) => boolean {
  const allowed = new Set([...loopbackNames.map((name) => `${name}:${port}`), ...extra.map((e) => e.toLowerCase())]);
  return (host) => {
    const wanted = host.toLowerCase();
    return allowed.has(wanted) || allowed.has(wanted.replace(/:\d+$/, ""));
  };
}

/** Why a request is refused, or null when it may pass. */
export function judgeRequest(request: RequestFacts, isOurs: (host: string) => boolean): Refusal | null {
  const host = request.header("host") ?? "";
  if (!isOurs(host)) {
    const todo = "Open the address that Tapedeck printed, or add this name to TAPEDECK_ALLOWED_HOSTS and start again.";
    return { status: 421, text: `Tapedeck does not answer to the name "${host.slice(0, 200)}". ${todo}` };
  }
  const origin = request.header("origin");
  if (origin !== null && !isOurOrigin(origin, isOurs)) return foreignPage;
  const isForeign = foreignSites.includes(request.header("sec-fetch-site") ?? "");
  return isForeign && !isFollowedLink(request) ? foreignPage : null;
}

const foreignPage: Refusal = {
  status: 403,
  text: "Tapedeck answers its own pages only; this request came from another site.",
};

function isOurOrigin(origin: string, isOurs: (host: string) => boolean): boolean {
  const host = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return host !== undefined && isOurs(host);
}

/** Someone clicked a link to a page of ours elsewhere: harmless, it only shows the page in a tab of its own. */
function isFollowedLink({ method, pathname, header }: RequestFacts): boolean {
  const isPage = header("sec-fetch-mode") === "navigate" && header("sec-fetch-dest") === "document";
  return method === "GET" && isPage && !pathname.startsWith("/api/");
}

/**
 * @param nonce  fresh for each answer; Next puts it on its own inline scripts
 * @param isDev  Next's development server evaluates code and reloads over a WebSocket
 */
export function contentSecurityPolicy(nonce: string, isDev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'", // charts, panels and toasts position themselves by style attributes
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${isDev ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The same for every answer. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};
