// Guarantees of the risk page in a real browser on the simulated market: a limit changed there is a version with who and
// why and holds the next order, a refusal leads to its setting, a breaker that opens is seen, forbids what is looser and
// is armed by hand, the kill switch leaves its mark, and axe finds nothing on any part of it.
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
import { RISK_TABS } from "./risk-params";
import { type DeskCaller, deskCaller } from "./testing/desk-caller";

const chromiumPath = findChromium(process.env["CHROMIUM_PATH"]);
const BTC = "simulated:BTC/USDT";

describe.skipIf(chromiumPath === null)("the risk page", () => {
  let stack: Stack;
  let browser: Browser;
  let desk: DeskCaller;
  beforeAll(async () => {
    stack = await startStack({ source: "simulated", seed: 6 });
    browser = await launchBrowser(chromiumPath ?? "");
    const { page, context } = await openPage(browser, stack.webUrl, { theme: "dark", ...DESKTOP });
    await page.goto(stack.webUrl, { waitUntil: "domcontentloaded" });
    await page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])", { timeout: 60_000 });
    await context.close();
    desk = await deskCaller(stack.webUrl);
    // The tests' own orders are the only ones.
    await desk.send({ kind: "pause" });
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function open(path = "/risk", screen: Screen = { theme: "dark", ...DESKTOP }) {
    const opened = await openPage(browser, stack.webUrl, screen);
    await opened.page.goto(stack.webUrl + path, { waitUntil: "domcontentloaded" });
    await opened.page.getByTestId("risk-strip").waitFor({ timeout: 60_000 });
    // Only a page that lives hears what is pressed.
    await opened.page.locator("[data-testid=connection][data-state=open]").waitFor();
    return opened;
  }

  test("a limit changed on the page is the next version, with who and why, and refuses an order with a way back", async () => {
    const { page, context, errors } = await open("/risk?setting=positionCapPpm");
    const field = page.locator("[data-path=positionCapPpm]");
    await field.and(page.locator(":focus")).waitFor();
    await field.fill("2000");
    await page.getByText("Position goes from 0.1 % to 1000 %, this is 2000 %").first().waitFor();
    await field.fill("1");
    await apply(page, "small while testing");
    await page
      .getByTestId("sent")
      .getByText(/^Accepted as version 2/)
      .waitFor();
    await page.getByRole("tab", { name: "Versions" }).click();
    const version = page.locator("[data-version='2']");
    await version.getByText("in force").waitFor();
    const words = await version.innerText();
    for (const part of ["small while testing", "by ", "Position", "25 %", "1 %"]) expect(words).toContain(part);

    const { orderId } = await desk.buy(BTC, 500);
    await page.goto(`${stack.webUrl}/journal/orders/${orderId}`, { waitUntil: "domcontentloaded" });
    await page.getByText("Why it was refused").waitFor();
    await page.getByRole("link", { name: "The setting: Position" }).click();
    await page.waitForURL(/\/risk\?setting=positionCapPpm$/);
    await page.locator("#setting-positionCapPpm[data-wanted]").waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("a profile shows its numbers and what it would change, and changes nothing by itself", async () => {
    const { page, context, errors } = await open("/risk?tab=settings");
    await page.getByRole("button", { name: "Start from a profile…" }).click();
    const table = page.getByRole("table", { name: /numbers of each profile/ });
    expect(await table.getByRole("row", { name: /^Daily loss 5 %/ }).innerText()).toMatch(
      /5 %\s+2 %[\s\S]+5 %[\s\S]+8 %/,
    );
    await page.getByRole("button", { name: "Fill the form with Conservative day trader" }).click();
    const change = page.getByTestId("change");
    await change.getByRole("row", { name: /Daily loss 5 % → 2 %/ }).waitFor();
    await change.getByRole("row", { name: /Position 1 % → 10 % looser/ }).waitFor();
    expect(await change.getByTestId("apply").isDisabled()).toBe(true);
    await change.getByRole("button", { name: "Discard" }).click();
    await change.getByText("Nothing applies until you say so here").waitFor();
    expect((await desk.risk()).version).toBe(2);
    expect(errors).toEqual([]);
    await context.close();
  });

  test("what-if shows the loss of a jump and the limits that it would trip", async () => {
    await desk.setRisk({ positionCapPpm: 250_000, dailyLossPpm: 20_000 }, "room for a position");
    await desk.bought(BTC, 4_000);
    const { page, context, errors } = await open("/risk?tab=whatif");
    await page.getByRole("button", { name: "−30 %" }).click();
    await page.waitForURL(/shock=all(:|%3A)-30/);
    const result = page.getByTestId("whatif");
    // About a fifth of the equity is held; the daily loss of 2 % is passed by 30 % of that, the stop of 5 % by far.
    await result.locator("[data-trip=dailyLossPpm]").waitFor();
    await result.getByText("BTC/USDT: its stop would close it").waitFor();
    expect(await result.getByTestId("shock-pnl").innerText()).toMatch(/^−\d[\d\u202f]*\.\d\d \(−\d\.\d\d %\)$/);
    await page.getByLabel("All at once: shock in per cent").fill("-100");
    await page.getByText("A price can fall by 99.99 % at most").first().waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("limits, exposure and VaR speak of what is held", async () => {
    const { page, context, errors } = await open();
    const position = page.locator(`[data-limit="positionCapPpm:${BTC}"]`);
    expect(await position.innerText()).toMatch(/Position · BTC\/USDT[\s\S]*of 25 %/);
    await position.getByRole("link").click();
    await page.waitForURL(/setting=positionCapPpm/);
    await page.getByRole("tab", { name: "Exposure" }).click();
    const row = page.getByTestId("exposure").getByRole("row", { name: /^BTC\/USDT ▲/ });
    await row.waitFor();
    await page.getByTestId("correlation").getByRole("table").waitFor();
    await page.getByRole("tab", { name: "VaR and drawdown" }).click();
    await page.getByTestId("position-tail").waitFor();
    await page.getByTestId("under-water").locator("canvas").first().waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("an open breaker is seen everywhere, forbids what is looser, and is armed by hand", async () => {
    await desk.setRisk({ consecutiveLossesMax: 1 }, "one loss is enough");
    // There and back at once loses the fees.
    await desk.closed(BTC);
    const { page, context, errors } = await open("/risk?tab=settings");
    await page.getByTestId("open-breakers").waitFor({ timeout: 60_000 });
    await page.locator("[data-path=positionCapPpm]").fill("30");
    await page.getByTestId("why").fill("more room");
    await page
      .getByTestId("refusal")
      .getByText(/what is looser is refused until/)
      .waitFor();
    expect(await page.getByTestId("apply").isDisabled()).toBe(true);
    await page.getByTestId("open-breakers").click();
    const card = page.locator("[data-breaker=consecutive_losses][data-state=open]");
    expect(await card.innerText()).toContain("Losses in a row");
    await page
      .locator("[data-lane=consecutive_losses]")
      .getByText(/still open/)
      .waitFor({ state: "attached" });
    await card.getByLabel("Why").fill("it was a test");
    await card.getByRole("button", { name: "Arm by hand" }).click();
    await card.waitFor({ state: "detached" });
    await page.getByTestId("open-breakers").waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await context.close();
  });

  test("the kill switch halts, and the history says who did what and why", async () => {
    const { page, context, errors } = await open();
    await page.getByTestId("kill").focus();
    await page.keyboard.press("Enter");
    await page.getByPlaceholder("KILL").fill("kill");
    await page.keyboard.press("Enter");
    const card = page.getByTestId("state-card");
    await card.getByText("No order goes out.").waitFor();
    const history = page.getByTestId("state-history");
    await history.locator("[data-kind=kill]").first().waitFor();
    await card.getByRole("radio", { name: "ACTIVE" }).click();
    await card.getByLabel("Why").fill("the drill is over");
    await card.getByRole("button", { name: "Set ACTIVE" }).click();
    await card.getByText("Orders go out.").waitFor();
    const back = history.locator("[data-kind=trading_state]").filter({ hasText: "HALTED → ACTIVE" }).first();
    expect(await back.innerText()).toMatch(/the drill is over[\s\S]* · by (?!a command)/);
    expect(errors).toEqual([]);
    await context.close();
  });

  test.each(["dark", "light"] as const)("axe finds nothing in the %s theme, on a phone neither", async (theme) => {
    for (const size of [DESKTOP, PHONE]) {
      const { page, context, errors } = await open("/risk", { theme, ...size });
      for (const tab of RISK_TABS) {
        await page.goto(`${stack.webUrl}/risk?tab=${tab}`, { waitUntil: "domcontentloaded" });
        await page.getByTestId("risk-strip").waitFor();
        await page.getByRole("tabpanel").locator(":scope > *").first().waitFor();
        expect([tab, await axeFindings(page)]).toEqual([tab, []]);
        expect([tab, await overflowOf(page), await page.evaluate(overhang)]).toEqual([tab, 0, 0]);
      }
      expect(errors).toEqual([]);
      await context.close();
    }
  });
});

/** By how many px the frame is higher than its window: what a jump to a field would scroll out of sight. */
const overhang = (): number => document.documentElement.scrollHeight - window.innerHeight;

async function apply(page: Page, why: string): Promise<void> {
  await page.getByTestId("why").fill(why);
  await page.getByTestId("apply").click();
}
