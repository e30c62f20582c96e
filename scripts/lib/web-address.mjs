/** Where the web listens. */
import { loopback, nextFreePort, tryPort } from "./ports.mjs";
import { Trouble } from "./trouble.mjs";

const portWanted = 3000;
const portMax = 65_535;
/**
 * Ports that no browser opens, nor Node's own fetch: they belong to protocols that a web page could be made to speak
 * (https://fetch.spec.whatwg.org/#port-blocking).
 */
const portsBlocked = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/**
 * @param env  HOST (default loopback) and PORT (default 3000, or the next free one)
 * @returns    `{ host, port, url, note }`; `note` says when it is not where people look
 * @throws Trouble when PORT was given and is taken, blocked by browsers, or no port
 */
export async function chooseWeb(env) {
  const host = env.HOST || loopback;
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const at = (port) => `http://${isEverywhere ? loopback : host.includes(":") ? `[${host}]` : host}:${port}`;
  const openNote = isEverywhere
    ? `open to the network and without a login; it answers to loopback and to TAPEDECK_ALLOWED_HOSTS`
    : null;
  if (env.PORT) {
    const port = Number(env.PORT);
    if (!Number.isInteger(port) || port < 1 || port > portMax) {
      throw new Trouble(`PORT must be a whole number from 1 to ${portMax}, was "${env.PORT}".`);
    }
    if (portsBlocked.has(port)) throw new Trouble(`Browsers open no page on port ${port}: choose another PORT.`);
    if ((await tryHost(port, host)) === null) {
      throw new Trouble(
        `Port ${port} is taken by another program: choose another PORT, or unset it to take a free one.`,
      );
    }
    return { host, port, url: at(port), note: openNote };
  }
  await tryHost(0, host);
  const port = await nextFreePort(portWanted, host);
  const note = port === portWanted ? openNote : `port ${portWanted} is taken by another program, so this is ${port}`;
  return { host, port, url: at(port), note };
}

async function tryHost(port, host) {
  try {
    return await tryPort(port, host);
  } catch (cause) {
    throw new Trouble(`HOST=${host} is no address of this machine (${cause.code}): correct or unset it.`, { cause });
  }
}
