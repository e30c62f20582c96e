/** The life of a running Tapedeck, through the door people use. Failures to start: launcher-failures.int.test.mjs. */
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dropDatabase, ensureDatabase, withDatabase } from "./lib/database.mjs";
import { launch, lives, processesOf, temporaryData, until } from "./lib/launcher-run.mjs";

const dataDir = temporaryData();
const programs = ["web", "worker", "market", "postgres"];
const started = [];

const start = (options, dir = dataDir) => {
  const run = launch(dir, options);
  started.push(run);
  return run;
};
const everything = (run, dir = dataDir) => Object.values(processesOf(run.pid, dir));
const answers = async (url) => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

/** Status and headers of a request whose Host and other headers are as given, which fetch would not send. */
const ask = (address, headers, method = "GET") =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    http
      .request({ hostname, port, path: "/", method, headers }, (response) => {
        response.resume();
        resolve(response);
      })
      .on("error", reject)
      .end();
  });

afterAll(async () => {
  for (const run of started.filter(({ pid }) => lives(pid))) {
    run.kill("SIGTERM");
    await run.exit;
  }
  fs.rmSync(dataDir, { recursive: true, force: true });
});

describe.skipIf(process.platform !== "linux")("a running Tapedeck", () => {
  let run;
  let address;

  beforeAll(async () => {
    // Whether we could take port 3000 or somebody else has it: it is taken.
    const squatter = net.createServer();
    await new Promise((resolve) => squatter.once("error", resolve).listen(3000, "127.0.0.1", resolve));
    run = start({ env: { PORT: undefined } });
    address = await run.address();
    squatter.close();
  });

  test("takes the next port when 3000 is taken, says so, and shows the source and where things are", async () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:3\d\d\d$/);
    expect(address).not.toContain(":3000");
    expect(run.output()).toContain("port 3000 is taken by another program");
    expect(run.output()).toContain("SIMULATED: chosen by TAPEDECK_SOURCE=simulated");
    expect(run.output()).toContain(dataDir);
    expect(await answers(address)).toBe(true);
  });

  test("refuses a second start in the same folder and says where the first is", async () => {
    const second = start({});
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`Tapedeck already runs in this folder (process ${run.pid}, ${address})`);
  });

  test("answers only to its own name and its own pages, with a policy for scripts", async () => {
    const { host } = new URL(address);
    expect((await ask(address, { host: "evil.example" })).statusCode).toBe(421);
    expect((await ask(address, { host, origin: "https://evil.example" }, "POST")).statusCode).toBe(403);
    expect((await ask(address, { host, "sec-fetch-site": "cross-site" }, "POST")).statusCode).toBe(403);
    const { statusCode, headers } = await ask(address, { host });
    expect(statusCode).toBe(200);
    expect(headers["content-security-policy"]).toMatch(/script-src 'self' 'nonce-[^']+';/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  test.each(programs)("brings %s back after kill -9, on the same port", async (name) => {
    const before = processesOf(run.pid, dataDir)[name];
    process.kill(before, "SIGKILL");
    const back = () => processesOf(run.pid, dataDir)[name] ?? before;
    await until(`another ${name}`, () => back() !== before && lives(back()));
    expect(await until("the page", () => answers(address))).toBe(true);
  });

  test("its programs leave when it is killed, and the next start adopts the database", async () => {
    await until("all programs", () => programs.every((name) => processesOf(run.pid, dataDir)[name] > 0));
    const { postgres, ...others } = processesOf(run.pid, dataDir);
    const { web, worker, market } = others;
    run.kill("SIGKILL");
    const next = start({});
    await until("web, worker and market to leave", () => [web, worker, market].every((pid) => !lives(pid)));
    await next.address();
    expect(next.output()).toContain("already running on port");
    expect(processesOf(next.pid, dataDir).postgres).toBe(postgres);
    run = next;
  });

  test("a second start does nothing twice", () => {
    const steps = run.output();
    expect(steps).toMatch(/✓ Dependencies .* as locked/);
    expect(steps).toMatch(/✓ Tables .* up to date/);
    expect(steps).toMatch(/✓ Client .* as the schema/);
    expect(steps).toMatch(/✓ Web .* as the sources/);
  });

  test("Ctrl-C leaves nothing", async () => {
    // A start is over once the page answers; the worker beside it may be a moment later.
    const all = await until("all programs and the keeper", () => {
      const pids = everything(run);
      return pids.length === programs.length + 1 && pids;
    });
    run.pressCtrlC();
    expect(await run.exit).toBe(0);
    await until("the keeper to leave", () => all.every((pid) => !lives(pid)));
  });
});

describe.skipIf(process.platform !== "linux")("a launcher that goes", () => {
  test("in the middle of a start, when told to, leaves nothing", async () => {
    const run = start({});
    await run.printed(/✓ PostgreSQL/);
    const { postgres } = processesOf(run.pid, dataDir);
    run.kill("SIGTERM");
    expect(await run.exit).toBe(0);
    await until("everything to leave", () => !lives(postgres) && everything(run).every((pid) => !lives(pid)));
  });

  test("by kill -9, and for good, takes the database along a moment later", async () => {
    const run = start({});
    await run.address();
    const all = everything(run);
    run.kill("SIGKILL");
    expect(await until("everything to leave", () => all.every((pid) => !lives(pid)))).toBe(true);
  });
});

const { DATABASE_URL: server, TEST_REDIS_URL: redis } = process.env;
const canUseServers = process.platform === "linux" && Boolean(server && redis);
if (!canUseServers) console.warn("Skipped: servers of the user's (DATABASE_URL and TEST_REDIS_URL are not both set)");

describe.skipIf(!canUseServers)("servers of the user's", () => {
  const url = server && withDatabase(server, "tapedeck_launcher");
  const dir = temporaryData();
  afterAll(async () => {
    fs.rmSync(dir, { recursive: true, force: true });
    await dropDatabase(server, "tapedeck_launcher");
  });

  test("are used in place of the built-in ones", async () => {
    await ensureDatabase(server, "tapedeck_launcher", { isFresh: true });
    const run = start({ env: { DATABASE_URL: url, REDIS_URL: redis } }, dir);
    const address = await run.address();
    expect(await answers(address)).toBe(true);
    await until("the worker", () => processesOf(run.pid, dir).worker);
    expect(processesOf(run.pid, dir)).not.toHaveProperty("postgres");
    expect(run.output()).not.toContain(new URL(url).password);
    run.pressCtrlC();
    expect(await run.exit).toBe(0);
  });
});
