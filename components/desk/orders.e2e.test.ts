// Guarantees of what the ticket can send besides plain orders, in a real browser on the simulated market: a stop
// waits with its price, exits hang on what an entry filled, a TWAP follows its plan and can be stopped, and a
// perpetual can be sold short and bought back.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DESKTOP, findChromium, launchBrowser, openPage } from "@/components/testing/browser";
import { type Stack, startStack } from "@/scripts/lib/stack.mjs";

const chromiumPath = findChromium(process.env["CHROMIUM_PATH"]);

/** A refusal that has to do with the moment, e.g. an order of the strategy in the way, passes. */
const ATTEMPTS = 10;

describe.skipIf(chromiumPath === null)("orders beyond plain ones", () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack({ source: "simulated", seed: 4 });
    browser = await launchBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function open(path = "/") {
    const opened = await openPage(browser, stack.webUrl, { theme: "dark", ...DESKTOP });
    await opened.page.goto(stack.webUrl + path, { waitUntil: "domcontentloaded" });
    await opened.page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])", { timeout: 60_000 });
    await opened.page.waitForSelector("[data-testid=chart][data-ready=true]");
    return opened;
  }

  test("a stop waits at the venue for its price", async () => {
    const { page, context, errors } = await open();
    const trigger = ((await lastPrice(page, "BTCUSDT")) * 1.05).toFixed(2);
    await page.getByRole("radio", { name: "Stop", exact: true }).click();
    await page.locator("[data-field=trigger]").fill(trigger);
    await page.locator("[data-field=size]").fill("0.002");
    await page.getByTestId("estimate").getByText("Waits for").waitFor();
    await send(page);
    await page.getByRole("tab", { name: /Working/ }).click();
    const row = page.getByRole("grid", { name: "Working orders" }).getByRole("row", { name: /WAITING/ });
    await row.waitFor();
    expect(await row.innerText()).toContain(`≥ ${grouped(trigger)}`);
    await row.getByRole("button", { name: /^Cancel ord-/ }).click();
    await row.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await context.close();
  });

  test("a market entry with exits shows its stop and its target, in the table and on the chart", async () => {
    const { page, context, errors } = await open();
    const last = await lastPrice(page, "BTCUSDT");
    await page.getByRole("radio", { name: "Market", exact: true }).click();
    await page.getByRole("switch", { name: "Exits" }).click();
    await page.locator("[data-field=stop]").fill((last * 0.97).toFixed(2));
    await page.locator("[data-field=target]").fill((last * 1.03).toFixed(2));
    await page.locator("[data-field=size]").fill("0.002");
    await send(page);
    await page.getByRole("tab", { name: /Working/ }).click();
    const grid = page.getByRole("grid", { name: "Working orders" });
    const stop = grid.getByRole("row", { name: /WAITING stop/ });
    const target = grid.getByRole("row", { name: /ACCEPTED target/ });
    await Promise.all([stop.waitFor(), target.waitFor()]);
    expect(await stop.innerText()).toContain(`≤ ${grouped((last * 0.97).toFixed(2))}`);
    expect(await target.innerText()).toContain(grouped((last * 1.03).toFixed(2)));
    for (const kind of ["stop", "target"])
      await page.waitForSelector(`.order-line[data-kind=${kind}]`, { state: "attached" });
    expect(errors).toEqual([]);
    await context.close();
  });

  test("a TWAP shows its plan against what was done, and what it cost once it is cancelled", async () => {
    const { page, context, errors } = await open();
    await page.getByRole("radio", { name: "Algo", exact: true }).click();
    await page.locator("[data-field=size]").fill("0.02");
    await page.getByTestId("estimate").getByText("10, one each 30 s").waitFor();
    await send(page);
    await page.getByRole("tab", { name: /Algos/ }).click();
    const parent = page.getByRole("listitem").filter({ hasText: "TWAP" });
    await parent.getByText("ACTIVE", { exact: true }).waitFor();
    await parent.getByText(/done \d+ %, planned \d+ %/).waitFor();
    expect(await parent.locator("svg[role=img] path").count()).toBe(3);
    await parent.getByRole("button", { name: /^Cancel par-/ }).click();
    await parent.getByText("CANCELLED", { exact: true }).waitFor();
    await parent.getByText("Shortfall", { exact: true }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("a perpetual is sold short, says where it would be liquidated, and is bought back", async () => {
    const { page, context, errors } = await open("/?instrument=BTCUSDT.P");
    await page.getByRole("radio", { name: "Market", exact: true }).click();
    await page.keyboard.press("s");
    await page.keyboard.type("0.01");
    const estimate = page.getByTestId("estimate");
    await estimate.getByText("short 0.010 BTC").waitFor();
    await estimate.getByText("Liquidation about").waitFor();
    await send(page);
    await page.getByRole("tab", { name: /Positions/ }).click();
    const row = page.getByRole("grid", { name: "Positions" }).getByRole("row", { name: /BTC\/USDT perp/ });
    await row.getByText("▼ −0.010 BTC").waitFor();
    const cells = await row.getByRole("gridcell").or(row.getByRole("cell")).allInnerTexts();
    const heads = await page.getByRole("grid", { name: "Positions" }).getByRole("columnheader").allInnerTexts();
    const at = (head: string) => Number((cells[heads.indexOf(head)] ?? "").replaceAll(",", ""));
    // A short is closed by the venue above its entry.
    expect(at("Liquidation")).toBeGreaterThan(at("Average cost"));
    await row.getByRole("button", { name: "Close" }).click();
    await row.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await context.close();
  });
});

/** Sends what stands in the ticket until the desk takes it. */
async function send(page: Page): Promise<void> {
  const said = page.getByLabel("Order ticket").locator("[role=status][data-phase]");
  let words = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await page.getByTestId("send-order").click();
    const ended = said.and(page.locator("[data-phase=accepted], [data-phase=refused], [data-phase=failed]"));
    await ended.waitFor({ timeout: 60_000 });
    if ((await ended.getAttribute("data-phase")) === "accepted") return;
    words = await ended.innerText();
  }
  throw new Error(`ten times the desk did not take the order, at last: ${words}`);
}

async function lastPrice(page: Page, address: string): Promise<number> {
  const text = page.getByTestId(`last-${address}`);
  await text.filter({ hasText: /\d/ }).waitFor();
  return Number((await text.innerText()).replaceAll(",", ""));
}

const grouped = (price: string): string =>
  Number(price).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
