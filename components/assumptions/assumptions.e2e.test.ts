// Guarantees of the page "How fills are decided" in a real browser: it says the numbers of this very desk, a fill
// leads to the rule that decided it, the button proves the desk to the atom, and axe finds nothing on it.
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
import { toDuration } from "@/components/ui/time-format";
import { type Stack, startStack } from "@/scripts/lib/stack.mjs";

const chromiumPath = findChromium(process.env["CHROMIUM_PATH"]);
const PAGE = "/how-fills-are-decided";

type Current = {
  desk: {
    name: string;
    settings: {
      entryLatency: { minMicros: number; maxMicros: number };
      risk: { ordersPerMinuteMax: number };
    };
  };
};

describe.skipIf(chromiumPath === null)("how fills are decided", () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack({ source: "simulated", seed: 5 });
    browser = await launchBrowser(chromiumPath ?? "");
    // The desk is made within the first seconds; the tests are about the page that then is there.
    const { page, context } = await openPage(browser, stack.webUrl, { theme: "dark", ...DESKTOP });
    await page.goto(stack.webUrl, { waitUntil: "domcontentloaded" });
    await page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])", { timeout: 60_000 });
    await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function open(screen: Screen = { theme: "dark", ...DESKTOP }, path = PAGE) {
    const opened = await openPage(browser, stack.webUrl, screen);
    await opened.page.goto(stack.webUrl + path, { waitUntil: "domcontentloaded" });
    return opened;
  }

  test("says the numbers of this desk", async () => {
    const { page, context, errors } = await open();
    await page.getByRole("heading", { level: 1, name: "How fills are decided" }).waitFor();
    const response = await fetch(`${stack.webUrl}/api/trpc/desks.current`);
    const { result } = (await response.json()) as { result: { data: { json: Current } } };
    const { name, settings } = result.data.json.desk;
    const text = await page.getByRole("article").innerText();
    expect(text).toContain(name);
    expect(text).toContain(`${settings.risk.ordersPerMinuteMax} a minute`);
    const { minMicros, maxMicros } = settings.entryLatency;
    expect(text).toContain(`${toDuration(minMicros)} to ${toDuration(maxMicros)}`);
    expect(errors).toEqual([]);
    await context.close();
  });

  test("a fill leads to the rule that decided it, and so does the way through the pages", async () => {
    const { page, context, errors } = await open({ theme: "dark", ...DESKTOP }, "/?tab=fills");
    await buy(page);
    const rule = page.getByRole("grid", { name: "Fills" }).getByRole("link", { name: "walked the book" }).first();
    await rule.click();
    await page.waitForURL(/how-fills-are-decided#rule-walked_book$/);
    await page.locator("#rule-walked_book").waitFor();
    const here = page
      .getByRole("navigation", { name: "Pages" })
      .first()
      .getByRole("link", { name: "How fills are decided" });
    expect(await here.getAttribute("aria-current")).toBe("page");
    expect(errors).toEqual([]);
    await context.close();
  });

  test("the button replays the desk and finds it the same to the atom", async () => {
    const { page, context, errors } = await open();
    await page.getByRole("button", { name: "Replay this desk and compare" }).click();
    const parity = page.getByTestId("parity");
    await parity.getByText("SAME TO THE ATOM").waitFor({ timeout: 120_000 });
    expect(await parity.innerText()).toMatch(/[\d,]+ events of runs? [\d, ]+ replayed; compared [\d,]+ \w+/);
    expect(errors).toEqual([]);
    await context.close();
  });

  test.each(["dark", "light"] as const)("axe finds nothing in the %s theme, on a phone neither", async (theme) => {
    for (const size of [DESKTOP, PHONE]) {
      const { page, context, errors } = await open({ theme, ...size });
      await page.getByRole("button", { name: "Replay this desk and compare" }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      expect(errors).toEqual([]);
      await context.close();
    }
  });
});

/** A fill that is surely there: a little at market, anew while the moment's orders stand in its way. */
async function buy(page: Page): Promise<void> {
  await page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])", { timeout: 60_000 });
  await page.getByRole("radio", { name: "Market", exact: true }).click();
  await page.locator("[data-field=size]").fill("0.001");
  const fill = page.getByRole("grid", { name: "Fills" }).getByRole("link", { name: "walked the book" }).first();
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.getByTestId("send-order").click();
    const ended = page.locator("[data-phase=accepted], [data-phase=refused], [data-phase=failed]").first();
    await ended.waitFor({ timeout: 60_000 });
    if ((await ended.getAttribute("data-phase")) !== "accepted") continue;
    await fill.waitFor({ timeout: 60_000 });
    return;
  }
  throw new Error("ten purchases and none was taken");
}
