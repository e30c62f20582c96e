// Guarantees of the Models pages in a real browser on the simulated market, with nothing prepared: the guide leads from an
// empty registry over real history to a trained version that predicts in shadow on the desk, a gate that fails is said and
// cannot be passed, a run can be watched over a reload and cancelled, two versions can be compared, and axe finds nothing.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FEATURE_TABS } from "@/components/features/features-params";
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
import { FIRST_MODEL } from "./guide/first-recipe";
import { MODEL_TABS } from "./models-params";

const chromiumPath = findChromium(process.env["CHROMIUM_PATH"]);
/** History over the network and a training on shared cores. */
const LONG = { timeout: 480_000 };
const MODEL = `/models/${FIRST_MODEL.name}`;

describe.skipIf(chromiumPath === null)("the models pages", () => {
  let stack: Stack;
  let browser: Browser;
  beforeAll(async () => {
    stack = await startStack({ source: "simulated", seed: 6 });
    browser = await launchBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function open(path: string, screen: Screen = { theme: "dark", ...DESKTOP }) {
    const opened = await openPage(browser, stack.webUrl, screen);
    await opened.page.goto(stack.webUrl + path, { waitUntil: "domcontentloaded" });
    // Only a page that lives hears what is pressed.
    await opened.page.locator("[data-testid=connection][data-state=open]").waitFor({ timeout: 60_000 });
    return opened;
  }

  test("the guide leads from nothing to a version in shadow that predicts on the desk", LONG, async () => {
    const { page, context, errors } = await open("/models");
    // The collector brings history by itself too: on a slow machine it may be there before the page is.
    await page.locator("[data-step=history]:is([data-state=now],[data-state=done])").waitFor(LONG);
    const fetch = page.getByTestId("guide-history");
    if (await fetch.isVisible()) await fetch.click();
    await stepIs(page, "history", "done");

    await page.getByTestId("guide-train").click();
    await page.waitForURL(/\/models\/first-look\/runs\//);
    const run = page.getByTestId("run");
    await page.getByTestId("quarantine").getByText(/not/).waitFor(LONG);
    await page.reload({ waitUntil: "domcontentloaded" });
    await run.locator("[data-stage=folds]:not([data-state=ahead])").waitFor(LONG);
    await page.locator("[data-testid=run][data-state=done]").waitFor(LONG);
    await page.getByRole("link", { name: "See version 1" }).click();
    await page.getByTestId("version").waitFor();
    const headline = await page.getByTestId("headline").innerText();
    expect(headline).toMatch(/log loss [01]\.\d{4} against [01]\.\d{4} on .* rows it never saw/);
    expect(await page.locator("[data-gate]").count()).toBe(7);

    await page.goto(`${stack.webUrl}/models`, { waitUntil: "domcontentloaded" });
    const shadow = page.locator("[data-step=shadow]");
    // A candidate that passes every gate is in shadow by itself.
    if ((await shadow.getAttribute("data-state")) !== "done") {
      await shadow.locator("[data-action=shadow]").click();
      await page.getByTestId("action-why").fill("first look");
      await page.getByTestId("action-confirm").click();
    }
    await stepIs(page, "shadow", "done");
    expect(errors).toEqual([]);
    await context.close();
  });

  test("a gate that fails is said, and nobody can promote past it", async () => {
    const { page, context, errors } = await open("/models");
    await page.locator("[data-step=promote] [data-action=promote]").click();
    const dialog = page.getByTestId("action-dialog");
    const against = dialog.getByTestId("against");
    if (await against.isVisible()) {
      expect(await against.innerText()).toMatch(/gates? fails?: it is refused/);
      expect(await dialog.getByTestId("action-confirm").isDisabled()).toBe(true);
    } else {
      await page.getByTestId("action-why").fill("every gate is passed");
      await page.getByTestId("action-confirm").click();
      await stepIs(page, "promote", "done");
    }
    expect(errors).toEqual([]);
    await context.close();
  });

  test("the shadow's predictions are seen on its page", LONG, async () => {
    const { page, context, errors } = await open(`${MODEL}/1`);
    // Bars end every five minutes.
    await page.getByTestId("predictions").getByRole("row").nth(1).waitFor({ timeout: 420_000 });
    expect(await page.getByTestId("live").innerText()).toMatch(/asked \d+ times/);
    expect(errors).toEqual([]);
    await context.close();
  });

  test("a run can be cancelled and changes nothing", LONG, async () => {
    const { page, context, errors } = await open(MODEL);
    await page.getByRole("button", { name: "Refresh now" }).click();
    await page.waitForURL(/\/runs\//);
    await page.getByRole("button", { name: "Cancel the run" }).click();
    await page.locator("[data-testid=run][data-state=cancelled]").waitFor(LONG);
    await page.goto(`${stack.webUrl}${MODEL}?tab=runs`, { waitUntil: "domcontentloaded" });
    await page.getByText("cancelled").first().waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("settings are stored with who and why", async () => {
    const { page, context, errors } = await open(`${MODEL}?tab=gates`);
    await page.locator("[data-gate=tradesMin]").fill("-1");
    await page.getByText("Trades, at least goes from 0 to 100000, this is -1").waitFor();
    await page.locator("[data-gate=tradesMin]").fill("50");
    await page.getByTestId("save-why").fill("a short history has few trades");
    await page.getByRole("button", { name: "Set the gates" }).click();
    await page.goto(`${stack.webUrl}${MODEL}?tab=log`, { waitUntil: "domcontentloaded" });
    await page.getByTestId("events").getByText("a short history has few trades").waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test.each(["dark", "light"] as const)(
    "axe finds nothing in the %s theme, on a phone neither",
    LONG,
    async (theme) => {
      const paths = [
        "/models",
        `${MODEL}/1`,
        `${MODEL}/compare`,
        ...MODEL_TABS.map((tab) => `${MODEL}?tab=${tab}`),
        ...FEATURE_TABS.map((tab) => `/features?tab=${tab}&column=5m.rsi_14`),
      ];
      for (const size of [DESKTOP, PHONE]) {
        const { page, context, errors } = await open("/models", { theme, ...size });
        for (const path of paths) {
          await page.goto(stack.webUrl + path, { waitUntil: "domcontentloaded" });
          await page.getByRole("heading", { level: 1 }).waitFor();
          await page.locator("[role=status] .animate-breathe").first().waitFor({ state: "detached" });
          expect([path, await axeFindings(page)]).toEqual([path, []]);
          expect([path, await overflowOf(page)]).toEqual([path, 0]);
        }
        expect(errors).toEqual([]);
        await context.close();
      }
    },
  );
});

const stepIs = (page: Page, step: string, state: string): Promise<void> =>
  page.locator(`[data-step=${step}][data-state=${state}]`).waitFor(LONG);
