// Guarantee: the ticket sizes an entry by a method of the risk settings, shows the arithmetic before it is sent, and the
// journal shows the same lines afterwards; what is typed over it is by hand. In a real browser on the simulated market.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, DESKTOP, findChromium, launchBrowser, openPage, PHONE } from "@/components/testing/browser";
import { type Stack, startStack } from "@/scripts/lib/stack.mjs";

const chromiumPath = findChromium(process.env["CHROMIUM_PATH"]);

describe.skipIf(chromiumPath === null)("sizing in the ticket", () => {
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

  async function open(screen: { width: number; height: number }, theme: "dark" | "light") {
    const opened = await openPage(browser, stack.webUrl, { theme, ...screen });
    await opened.page.goto(`${stack.webUrl}/?panel=ticket`, { waitUntil: "domcontentloaded" });
    // Written by the browser alone: from here on a click is heard.
    await opened.page.getByTestId("verdict").filter({ hasText: "Enter" }).waitFor({ timeout: 60_000 });
    return opened;
  }

  test("by keyboard: a method, its lines, the order, and the same lines in the journal", async () => {
    const { page, context, errors } = await open(DESKTOP, "dark");
    await page.getByRole("radio", { name: "Market", exact: true }).click();
    await page.getByRole("combobox", { name: "Size by" }).focus();
    await page.keyboard.press("Enter");
    // Each key is heard by what the key before it has opened.
    const fixed = page.getByRole("option", { name: /^Fixed/ });
    await fixed.waitFor();
    await page.keyboard.type("Fixed");
    await expect.poll(() => fixed.evaluate((option) => option === option.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    const receipt = page.getByTestId("size-receipt");
    await receipt.locator("summary").press("Enter");
    await receipt.getByText("× 1 % at risk").waitFor();
    await receipt.getByText("÷ 5 % lost at the desk's stop").waitFor();
    expect(Number(await page.locator("[data-field=size]").inputValue())).toBeGreaterThan(0);
    // The price of a market order is the market's, and the arithmetic follows it.
    const price = () => receipt.getByText(/^÷ price/).innerText();
    const before = await price();
    await expect.poll(price, { timeout: 30_000 }).not.toBe(before);
    await page.getByTestId("send-order").click();
    const said = page.getByLabel("Order ticket").locator("[role=status][data-phase=accepted]");
    await said.waitFor({ timeout: 60_000 });

    await page.goto(`${stack.webUrl}/journal?view=orders&origin=manual`, { waitUntil: "domcontentloaded" });
    await page
      .getByRole("row")
      .filter({ hasText: "by hand" })
      .getByText(/^ord-\d+$/)
      .first()
      .click();
    const why = page.getByTestId("why-size");
    await why.getByText("÷ 5 % lost at the desk's stop").waitFor();
    await why.getByText(/^Cut to lots of/).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  test("what is typed over a method's size is by hand; the method is remembered", async () => {
    const { page, context, errors } = await open(PHONE, "light");
    await page.getByRole("radio", { name: "Market", exact: true }).click();
    const sizeBy = page.getByRole("combobox", { name: "Size by" });
    await sizeBy.click();
    await page.getByRole("option", { name: /^Signal/ }).click();
    await page.getByTestId("size-receipt").waitFor();
    const size = page.locator("[data-field=size]");
    const full = Number(await size.inputValue());
    await page.locator("[data-field=strength]").fill("50");
    await expect.poll(async () => Number(await size.inputValue()) < full).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await size.fill("0.002");
    await page.getByTestId("size-receipt").waitFor({ state: "detached" });
    expect(await sizeBy.innerText()).toBe("By hand");
    // Another panel and back: what was typed stays.
    await page.getByRole("radio", { name: "Book", exact: true }).click();
    await page.getByRole("radio", { name: "Ticket", exact: true }).click();
    expect(await sizeBy.innerText()).toBe("By hand");
    expect(await size.inputValue()).toBe("0.002");
    await page.reload({ waitUntil: "domcontentloaded" });
    await sizeBy.filter({ hasText: "Signal" }).waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
