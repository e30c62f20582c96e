// Guarantees of the desk page in a real browser on the simulated market: it paints at once, it lives
// without rendering, it can be steered by keys, and axe finds nothing in either theme or on a phone.
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
  type Screen,
} from "@/components/testing/browser";
import { type Stack, startStack } from "@/scripts/lib/stack.mjs";

const chromiumPath = findChromium(process.env["CHROMIUM_PATH"]);

describe.skipIf(chromiumPath === null)("the desk page", () => {
  let stack: Stack;
  let browser: Browser;

  beforeAll(async () => {
    stack = await startStack({ source: "simulated", seed: 1 });
    browser = await launchBrowser(chromiumPath ?? "");
    // The desk is made within the first seconds; the tests are about the page that then is there.
    const { context } = await open({ theme: "dark", ...DESKTOP });
    await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function open(screen: Screen, path = "/") {
    const opened = await openPage(browser, stack.webUrl, screen);
    await opened.page.goto(stack.webUrl + path, { waitUntil: "domcontentloaded" });
    await opened.page.waitForSelector("[data-island=instruments]", { timeout: 60_000 });
    return opened;
  }

  const renders = (page: Page) =>
    page.$$eval("[data-island]", (islands) =>
      Object.fromEntries(
        islands.map((i) => [i.getAttribute("data-island") ?? "", i.getAttribute("data-renders") ?? ""]),
      ),
    );
  const textOf = (page: Page, testId: string) => page.getByTestId(testId).innerText();

  test("the first contentful paint comes within 1.5 s", async () => {
    const paints: number[] = [];
    // The best of five: the claim is about the page, not about what else the machine is doing.
    for (let visit = 0; visit < 5; visit += 1) {
      const { page, context, errors } = await open({ theme: "dark", ...DESKTOP });
      paints.push(await page.evaluate(firstPaint));
      expect(errors).toEqual([]);
      await context.close();
    }
    expect(Math.min(...paints)).toBeLessThan(1_500);
  });

  test("a hundred ticks move the book and the trades, and render no island", async () => {
    const { page, context, errors } = await open({ theme: "dark", ...DESKTOP });
    await page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])");
    await page.waitForSelector("[data-testid=chart][data-ready=true] canvas");
    await page.waitForFunction(() => document.querySelectorAll(".print-row").length > 5, undefined, {
      timeout: 60_000,
    });
    // The blotter follows the set of orders, so it may render; the others never on a tick.
    const still = ["instruments", "chart", "ladder", "ticket", "trades"];
    const before = await renders(page);
    const changed = await page.evaluate(async () => {
      const ladder = document.querySelector("[data-testid=ladder]");
      if (ladder === null) return 0;
      return new Promise<number>((resolve) => {
        let count = 0;
        const observer = new MutationObserver((changes) => {
          count += changes.length;
          if (count < 1_000) return;
          observer.disconnect();
          resolve(count);
        });
        observer.observe(ladder, { subtree: true, childList: true, characterData: true, attributes: true });
      });
    });
    const after = await renders(page);
    expect(changed).toBeGreaterThanOrEqual(1_000);
    for (const island of still) expect(after[island]).toBe(before[island]);
    expect(errors).toEqual([]);
    await context.close();
  });

  test("keys open the ticket, the palette, the list of keys, and change the interval", async () => {
    const { page, context, errors } = await open({ theme: "dark", ...DESKTOP });
    await page.waitForSelector("[data-testid=chart][data-ready=true]");
    await page.keyboard.press("s");
    expect(await page.getByRole("radio", { name: /Sell/ }).isChecked()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-field"))).toBe("size");
    await page.keyboard.press("Escape");
    await page.keyboard.press("3");
    await page.waitForURL(/interval=15m/);
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Instrument, page or action…").fill("ETH");
    await page.keyboard.press("Enter");
    await page.waitForURL(/instrument=ETHUSDT/);
    expect(errors).toEqual([]);
    await context.close();
  });

  test("the ticket says what a market order would cost before it is sent", async () => {
    const { page, context, errors } = await open({ theme: "dark", ...DESKTOP });
    await page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])");
    await page.getByRole("radio", { name: "Market" }).click();
    await page.keyboard.press("b");
    await page.keyboard.type("0.001");
    await page.getByTestId("estimate").getByText("Average price").waitFor();
    const estimate = await textOf(page, "estimate");
    for (const line of [
      "Average price",
      "Slippage to mid",
      "Fee",
      "Position after",
      "Exposure after",
      "Position cap used",
    ])
      expect(estimate).toContain(line);
    await page.getByLabel("Size", { exact: true }).fill("1000");
    await page
      .getByTestId("verdict")
      .getByText(/Would be refused \(position_cap\)/)
      .waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test.each(["dark", "light"] as const)("axe finds nothing in the %s theme", async (theme) => {
    for (const size of [DESKTOP, PHONE]) {
      const { page, context } = await open({ theme, ...size });
      await page.waitForSelector("[data-testid=chart][data-ready=true]");
      expect(await axeFindings(page)).toEqual([]);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      await context.close();
    }
  });

  test("each panel can be had on a phone", async () => {
    const { page, context, errors } = await open({ theme: "dark", ...PHONE });
    for (const [name, panel] of [
      ["Book", "ladder"],
      ["Ticket", "ticket"],
      ["Orders", "blotter"],
      ["Trades", "trades"],
      ["Equity", "equity"],
      ["Chart", "chart"],
    ]) {
      await page.getByRole("radio", { name: name ?? "", exact: true }).click();
      await page.waitForSelector(`[data-panel=${panel}]`);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    }
    expect(errors).toEqual([]);
    await context.close();
  });
});

/** Milliseconds from the start of the visit; waits for the paint if it is yet to come. */
const firstPaint = () =>
  new Promise<number>((resolve) => {
    new PerformanceObserver((list) => {
      const entry = list.getEntriesByName("first-contentful-paint")[0];
      if (entry !== undefined) resolve(entry.startTime);
    }).observe({ type: "paint", buffered: true });
  });
