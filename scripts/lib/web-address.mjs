/** Where the web listens. */
import { loopback, nextFreePort, tryPort } from "./ports.mjs";
import { Trouble } from "./trouble.mjs";

const portWanted = 3000;
const portMax = 65_535;

/**
 * @param env  HOST (default loopback) and PORT (default 3000, or the next free one)
 * @returns    `{ host, port, url, note }`; `note` says when it is not where people look
 * @throws Trouble when PORT was given and is taken or no port
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
