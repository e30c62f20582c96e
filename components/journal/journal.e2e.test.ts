// The whole way of an order in a real browser: the book moves, a limit order is placed, its queue drains, it
// fills, its why is read, a note is written and the desk is killed. Once on the simulated and once on a
// recorded market. Then axe on the journal and the system page.
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  axeFindings,
  DESKTOP,
  findChromium,
  launchBrowser,
  openPage,
  overflowOf,
  PHONE,
} from "@/components/testing/browser";
import { type Stack, type StackOptions, startStack } from "@/scripts/lib/stack.mjs";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";

const chromiumPath = findChromium(process.env["CHROMIUM_PATH"]);
const RECORDING = path.join(RECORDINGS, "spot/btcusdt_20240808.gz");

type Answer<T> = { result: { data: { json: T } } };
type ManualOrder = { id: string; state: string; origin: string };

describe.skipIf(chromiumPath === null)("an order's whole way", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(chromiumPath ?? "");
  });
  afterAll(() => browser?.close());

  async function begin(options: StackOptions) {
    const stack = await startStack(options);
    const { page, errors } = await openPage(browser, stack.webUrl, { theme: "dark", ...DESKTOP });
    await page.goto(stack.webUrl, { waitUntil: "domcontentloaded" });
    await page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])", { timeout: 60_000 });
    return { stack, page, errors };
  }

  test("on the simulated market", async () => {
    const { stack, page, errors } = await begin({ source: "simulated", seed: 2 });
    await seeBookMove(page);
    const id = await placeDeep(stack, page);
    await seeQueueDrain(page, id);
    await fetch(`${stack.marketUrl}/tapedeck/flash-crash`, {
      method: "POST",
      body: JSON.stringify({ symbol: "BTCUSDT", depthPercent: 1, seconds: 20 }),
    });
    await page.waitForSelector(`[data-ahead="${id}"]`, { state: "detached", timeout: 60_000 });
    await readWhy(stack, page, id);
    await seeKill(page);
    expect(errors).toEqual([]);
    await stack.stop();
  });

  test.skipIf(!haveRecordings)("on a recorded market", async () => {
    const { stack, page, errors } = await begin({ source: "recorded", recording: RECORDING, speed: 2 });
    await page.getByTestId("source").getByText("RECORDED 2024-08-08").waitFor();
    await seeBookMove(page);
    const id = await fillAtTouch(stack, page);
    await readWhy(stack, page, id);
    await seeKill(page);
    expect(errors).toEqual([]);
    await stack.stop();
  });
});

describe.skipIf(chromiumPath === null)("journal and system pages", () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack({ source: "simulated", seed: 3 });
    browser = await launchBrowser(chromiumPath ?? "");
    const { page, context } = await openPage(browser, stack.webUrl, { theme: "dark", ...DESKTOP });
    await page.goto(stack.webUrl, { waitUntil: "domcontentloaded" });
    await page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])", { timeout: 60_000 });
    await placeDeep(stack, page);
    await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  test.each(["dark", "light"] as const)(
    "axe finds nothing in the %s theme, on a desktop and on a phone",
    async (theme) => {
      const [order] = await manualOrders(stack);
      for (const size of [DESKTOP, PHONE]) {
        const { page, context, errors } = await openPage(browser, stack.webUrl, { theme, ...size });
        for (const address of [
          "/journal?view=orders",
          `/journal/orders/${order?.id}?view=orders`,
          "/journal?view=trips&range=1h",
          "/system",
        ]) {
          await page.goto(stack.webUrl + address, { waitUntil: "domcontentloaded" });
          await page.waitForSelector(
            address === "/system"
              ? "text=Processes and threads"
              : address.includes("/orders/")
                ? "[data-testid=why-sentence]"
                : "[role=search], table",
            {
              timeout: 30_000,
            },
          );
          expect(await axeFindings(page)).toEqual([]);
          expect(await overflowOf(page)).toBeLessThanOrEqual(0);
        }
        expect(errors).toEqual([]);
        await context.close();
      }
    },
  );

  test("filters stand in the address, and an entry that is not there says so in words", async () => {
    const { page, context } = await openPage(browser, stack.webUrl, { theme: "dark", ...DESKTOP });
    await page.goto(`${stack.webUrl}/journal?view=orders`, { waitUntil: "domcontentloaded" });
    await choose(page, "Result", "Refused");
    await page.waitForURL(/result=refused/);
    await page.getByLabel("Find").fill("ord-999");
    await page.waitForURL(/find=ord-999/);
    await page.getByText("No orders match these filters").waitFor();
    expect(await page.getByRole("link", { name: "CSV" }).getAttribute("href")).toMatch(/states=REJECTED/);
    await page.goto(`${stack.webUrl}/journal/orders/ord-999999`, { waitUntil: "domcontentloaded" });
    await page.getByText("ord-999999 could not be read").waitFor();
    await context.close();
  });
});

const TRIES_MAX = 60;

/** A click before React has taken the page over is lost, so the list is asked for until it is open. */
async function choose(page: Page, list: string, name: string): Promise<void> {
  const option = page.getByRole("option", { name });
  for (let tries = 0; tries < TRIES_MAX && !(await option.isVisible()); tries += 1) {
    await page.getByRole("combobox", { name: list }).click();
    await option.waitFor({ timeout: 1_000 }).catch(() => {});
  }
  await option.click();
}

/** Wherever the desk stands, it is asked over its public door. */
async function ask<T>(stack: Stack, procedure: string, input: object): Promise<T> {
  const query = encodeURIComponent(JSON.stringify({ json: input }));
  const response = await fetch(`${stack.webUrl}/api/trpc/${procedure}?input=${query}`);
  return ((await response.json()) as Answer<T>).result.data.json;
}

async function manualOrders(stack: Stack): Promise<readonly ManualOrder[]> {
  const { desk } = await ask<{ desk: { id: string } }>(stack, "desks.current", {});
  const { rows } = await ask<{ rows: ManualOrder[] }>(stack, "desks.orders", {
    deskId: desk.id,
    limit: 20,
    filter: { origin: "manual" },
  });
  return rows;
}

async function seeBookMove(page: Page): Promise<void> {
  const before = await page.getByRole("listbox", { name: /Order book/ }).innerText();
  await page.waitForFunction(
    (text) => (document.querySelector("[role=listbox]") as HTMLElement | null)?.innerText !== text,
    before,
    { timeout: 30_000 },
  );
}

/** A bid some levels down with much before it: it is there for a while, and others cancel. A decimal price. */
async function thickBid(stack: Stack): Promise<string> {
  const { instruments } = await ask<{ instruments: { id: string }[] }>(stack, "desks.current", {});
  const instrumentId = instruments[0]?.id;
  const { bids } = await ask<{ bids: [number, number][] }>(stack, "market.view", { instrumentId });
  const [thickest] = bids.slice(6, 20).sort(([, a], [, b]) => b - a);
  return ((thickest?.[0] ?? 0) / 100).toFixed(2);
}

/** Where the thickest bid stands: wherever the market has gone meanwhile, each attempt looks anew. */
async function placeDeep(stack: Stack, page: Page): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const order = await send(stack, page, await thickBid(stack));
    if (order.state === "ACCEPTED") return order.id;
  }
  throw new Error("twenty orders and none came to rest");
}

/** Buys a little, post-only, at the touch; resolves with the order's id once the venue has it. */
async function placeAtTouch(stack: Stack, page: Page): Promise<string> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const order = await send(stack, page, null);
    // A desk that has just begun knows no book yet, and a touch may move while an order is on its way: both refuse.
    if (order.state !== "REJECTED") return order.id;
  }
  throw new Error("ten orders and all were refused");
}

async function send(stack: Stack, page: Page, price: string | null): Promise<ManualOrder> {
  const known = new Set((await manualOrders(stack)).map(({ id }) => id));
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  if (price === null) await page.getByRole("button", { name: "Touch" }).click();
  else await page.getByLabel("Price", { exact: true }).fill(price);
  await page.getByLabel("Size", { exact: true }).fill("0.002");
  await page.getByTestId("send-order").click();
  for (let tries = 0; tries < 400; tries++) {
    const placed = (await manualOrders(stack)).find(({ id }) => !known.has(id));
    if (placed !== undefined && placed.state !== "PENDING" && placed.state !== "SUBMITTED") return placed;
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  throw new Error("the order was not seen at the venue");
}

async function seeQueueDrain(page: Page, id: string): Promise<void> {
  await page.getByRole("tab", { name: /Working/ }).click();
  const row = page.locator(`[data-ahead="${id}"]`);
  await row.waitFor();
  await page.waitForFunction(
    (selector) => {
      const text = (document.querySelector(selector) as HTMLElement | null)?.innerText ?? "";
      const seen = (window as unknown as { aheadSeen?: string }).aheadSeen;
      if (text !== "" && text !== "on its way") (window as unknown as { aheadSeen?: string }).aheadSeen = seen ?? text;
      return seen !== undefined && text !== seen;
    },
    `[data-ahead="${id}"]`,
    { timeout: 60_000 },
  );
}

/** How long an order may wait at the touch before it is placed anew. */
const PATIENCE_MILLIS = 15_000;

/** A recorded market goes where it went: an order that it leaves behind is placed anew at the touch. */
async function fillAtTouch(stack: Stack, page: Page): Promise<string> {
  for (let attempt = 0; attempt < 6; attempt++) {
    const id = await placeAtTouch(stack, page);
    const until = performance.now() + PATIENCE_MILLIS;
    let state = "";
    while (state !== "FILLED" && performance.now() < until) state = await stateAfterFrame(stack, page, id);
    if (state === "FILLED") return id;
    await page.getByRole("button", { name: /^Cancel \d+ order/ }).click();
    while (state !== "FILLED" && state !== "CANCELLED") state = await stateAfterFrame(stack, page, id);
    if (state === "FILLED") return id;
  }
  throw new Error("six orders waited at the touch and none filled");
}

async function stateAfterFrame(stack: Stack, page: Page, id: string): Promise<string> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  return (await manualOrders(stack)).find((one) => one.id === id)?.state ?? "";
}

async function readWhy(stack: Stack, page: Page, id: string): Promise<void> {
  await page.goto(`${stack.webUrl}/journal?view=orders&origin=manual`, { waitUntil: "domcontentloaded" });
  await page.getByRole("grid", { name: "Orders" }).getByText(id, { exact: true }).click();
  await page.waitForURL(new RegExp(`/journal/orders/${id}`));
  await page
    .getByTestId("why-sentence")
    .getByText(/^Bought 0\.002 BTC at .*passive/)
    .waitFor();
  await page.getByText(/Trades drained/).waitFor();
  await page
    .getByRole("button", { name: /reached in the queue|traded through|level passed/ })
    .first()
    .waitFor();
  const note = page.getByLabel("Note in Markdown");
  await note.fill("**Patience** paid here.");
  await note.press("Control+Enter");
  await page.getByRole("status").getByText("saved", { exact: true }).waitFor();
  await page.reload({ waitUntil: "domcontentloaded" });
  await page.locator("strong", { hasText: "Patience" }).waitFor();
}

async function seeKill(page: Page): Promise<void> {
  const kill = page.getByTestId("kill");
  await kill.hover();
  await page.mouse.down();
  await page.getByTestId("trading-state").getByText("HALTED").waitFor({ timeout: 30_000 });
  await page.mouse.up();
}
