/** Finding a TCP port on this machine. */
import net from "node:net";

export const loopback = "127.0.0.1";
const portMax = 65_535;

/** Whether a server could listen there now; 0 asks for any port. Resolves to the port, or null when taken. */
export function tryPort(port, host = loopback) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", (error) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(null);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const found = server.address().port;
      server.close(() => resolve(found));
    });
  });
}

/** The wanted port if it is free, else any. */
export async function wantedOrFreePort(wanted) {
  return (await tryPort(wanted)) ?? freePort();
}

export async function freePort() {
  const port = await tryPort(0);
  if (port === null) throw new Error("this machine has no free port");
  return port;
}

/** The first free port from `first` on; people guess 3001 when 3000 is taken. */
export async function nextFreePort(first, host) {
  for (let port = first; port <= portMax; port += 1) {
    if ((await tryPort(port, host)) !== null) return port;
  }
  throw new Error(`no port from ${first} on is free`);
}
