// Guarantees of the Performance page on a live simulated desk in a real browser: its numbers are the service's, the
// attribution adds up to the atom and says so, CSV files open, the report prints on at most two sheets, and axe finds
// nothing in either theme, on a phone neither.
import type { Browser, Page } from "playwright-core";
import superjson, { type SuperJSONResult } from "superjson";
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
import { formatAtoms } from "@/server/domain/atoms";
import { FIGURES } from "@/server/domain/performance-figures";
import { figureText } from "./figure-text";
import { PARTS } from "./part-words";
import type { AttributionAnswer, PerformanceWindow } from "./views";
import { toMinuteText } from "./window-words";

const chromiumPath = findChromium(process.env["CHROMIUM_PATH"]);
const MINUTE = 60_000_000;

describe.skipIf(chromiumPath === null)("performance", () => {
  let stack: Stack;
  let browser: Browser;
  let deskId: string;
  /** A window that has ended, so that its numbers stand still. */
  let ended: { from: number; to: number };
  beforeAll(async () => {
    stack = await startStack({ source: "simulated", seed: 8 });
    browser = await launchBrowser(chromiumPath ?? "");
    const { page, context } = await openPage(browser, stack.webUrl, { theme: "dark", ...DESKTOP });
    await page.goto(stack.webUrl, { waitUntil: "domcontentloaded" });
    await trade(page);
    // Positions are kept at whole minutes: the page shows the purchase by itself once the next one has passed.
    await page.goto(`${stack.webUrl}/performance`, { waitUntil: "domcontentloaded" });
    await page.getByText(/the parts of [1-9]\d* fills? add up/).waitFor({ timeout: 180_000 });
    await context.close();
    deskId = (await ask<{ desk: { id: string } }>("desks.current", undefined)).desk.id;
    const { attribution } = await ask<AttributionAnswer>("performance.attribution", {
      deskId,
      window: { preset: "all" },
    });
    if (!attribution) throw new Error("nothing was attributed");
    ended = { from: attribution.window.to - 60 * MINUTE, to: attribution.window.to };
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  async function ask<T>(procedure: string, input: unknown): Promise<T> {
    const query = encodeURIComponent(JSON.stringify(superjson.serialize(input)));
    const response = await fetch(`${stack.webUrl}/api/trpc/${procedure}?input=${query}`);
    const { result } = (await response.json()) as { result: { data: SuperJSONResult } };
    return superjson.deserialize<T>(result.data);
  }

  const address = () =>
    `/performance?window=custom&from=${toMinuteText(ended.from).replace(" ", "T")}&to=${toMinuteText(ended.to).replace(" ", "T")}`;

  async function open(path: string, screen: Screen = { theme: "dark", ...DESKTOP }) {
    const opened = await openPage(browser, stack.webUrl, screen);
    await opened.page.goto(stack.webUrl + path, { waitUntil: "domcontentloaded" });
    return opened;
  }

  test("its numbers are the service's, and the parts add up to the atom", async () => {
    const input = { deskId, window: ended };
    const [window, { attribution }] = await Promise.all([
      ask<PerformanceWindow>("performance.window", input),
      ask<AttributionAnswer>("performance.attribution", input),
    ]);
    if (!attribution) throw new Error("nothing was attributed");
    expect(attribution.differenceAtoms).toBe(0n);
    expect(attribution.closeAtoms).toBe(window.closeAtoms);
    const { page, context, errors } = await open(address());
    await page.locator("[data-testid=attribution-check][data-exact=true]").waitFor({ timeout: 60_000 });
    for (const { id, value } of window.figures) {
      const shown = (await page.locator(`[data-figure=${id}] dd`).innerText()).replaceAll(/\s+/g, " ").trim();
      const wanted = (value === null ? "–" : figureText(id, value, window)).replaceAll(/\s+/g, " ");
      expect(`${FIGURES[id].name} ${shown.slice(0, wanted.length)}`).toBe(`${FIGURES[id].name} ${wanted}`);
    }
    expect(await page.getByTestId("attribution-check").innerText()).toContain("exact, to the atom");
    expect(await page.locator("[data-part=feeAtoms]").innerText()).toContain(
      PARTS.find(({ name }) => name === "feeAtoms")?.label,
    );
    await page.getByRole("radio", { name: "Hour of day" }).click();
    await page.waitForURL(/by=hour/);
    await page.getByRole("grid", { name: "Profit and loss by hour of day" }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("the legend hides a line, a figure leads to its meaning, and a window that is none says why", async () => {
    const { page, context, errors } = await open(address());
    const legend = page.getByRole("button", { name: /^Drawdown/ });
    await legend.waitFor({ timeout: 60_000 });
    expect(await legend.getAttribute("aria-pressed")).toBe("true");
    await legend.click();
    expect(await legend.getAttribute("aria-pressed")).toBe("false");
    await page.locator("[data-figure=sortino] a").click();
    await page.waitForURL(/\/performance\/figures#sortino$/);
    await page.goto(`${stack.webUrl}/performance?window=custom&from=2026-01-02T00:00&to=2026-01-01T00:00`);
    await page.getByText("The end must be later than the start").first().waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("CSV files open, and the attribution's last line is the change of equity", async () => {
    const query = `deskId=${encodeURIComponent(deskId)}&window=custom&from=${ended.from}&to=${ended.to}`;
    const csv = async (name: string) => {
      const response = await fetch(`${stack.webUrl}/api/export/${name}`);
      expect(response.headers.get("content-disposition")).toContain("attachment");
      return (await response.text())
        .trimEnd()
        .split("\r\n")
        .map((line) => line.split(","));
    };
    const [{ attribution }, rows] = await Promise.all([
      ask<AttributionAnswer>("performance.attribution", { deskId, window: ended }),
      csv(`attribution.csv?${query}&by=instrument`),
    ]);
    const total = rows[0]?.findIndex((name) => name.startsWith("total")) ?? -1;
    expect(rows.at(-1)?.[0]).toBe("all");
    expect(rows.at(-1)?.[total]).toBe(formatAtoms((attribution?.closeAtoms ?? 0n) - (attribution?.openAtoms ?? 0n)));
    expect((await csv(`equity.csv?${query}`)).length).toBeGreaterThan(1);
    expect((await csv(`metrics.csv?${query}`)).map(([name]) => name)).toContain("Sharpe");
    const refused = await fetch(`${stack.webUrl}/api/export/equity.csv?deskId=${deskId}&window=custom&from=1`);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("both its ends")]);
  });

  test("the report prints on at most two sheets, without what is around it", async () => {
    const { page, context, errors } = await open(`/performance/report?deskId=${deskId}&window=all`);
    await page.getByRole("article", { name: "Report" }).waitFor({ timeout: 60_000 });
    expect(await page.getByRole("article").innerText()).toContain("exact, to the atom");
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("navigation", { name: "Pages" }).first().isVisible()).toBe(false);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
    expect(sheets.length).toBeGreaterThanOrEqual(1);
    expect(sheets.length).toBeLessThanOrEqual(2);
    expect(errors).toEqual([]);
    await context.close();
  });

  test.each(["dark", "light"] as const)("axe finds nothing in the %s theme, on a phone neither", async (theme) => {
    for (const size of [DESKTOP, PHONE]) {
      for (const path of [address(), "/performance/figures", `/performance/report?deskId=${deskId}`]) {
        const { page, context, errors } = await open(path, { theme, ...size });
        await page.locator("[data-testid=attribution-check], article").first().waitFor({ timeout: 60_000 });
        const overflow = Math.max(await overflowOf(page), 0);
        expect({ path, findings: await axeFindings(page), overflow, errors }).toEqual({
          path,
          findings: [],
          overflow: 0,
          errors: [],
        });
        await context.close();
      }
    }
  });
});

/** A fill that is surely there: a little at market, anew while the moment's orders stand in its way. */
async function trade(page: Page): Promise<void> {
  await page.waitForSelector("[data-testid=ladder] .ladder-row:not([data-empty])", { timeout: 90_000 });
  await page.getByRole("radio", { name: "Market", exact: true }).click();
  await page.locator("[data-field=size]").fill("0.001");
  for (let attempt = 0; attempt < 10; attempt++) {
    await page.getByTestId("send-order").click();
    const end = page.locator("[data-phase=accepted], [data-phase=refused], [data-phase=failed]").first();
    await end.waitFor({ timeout: 60_000 });
    if ((await end.getAttribute("data-phase")) === "accepted") return;
  }
  throw new Error("ten purchases and none was taken");
}
