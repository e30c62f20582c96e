/** A real Chromium for the browser tests, and what every page is held to. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Where Chromium is, or null, with the reason printed, on a machine without one.
 *
 * @param given CHROMIUM_PATH, which `npm test` sets
 */
export function findChromium(given = "/usr/bin/chromium"): string | null {
  if (existsSync(given)) return given;
  process.stderr.write(
    `no Chromium at ${given}: browser tests are skipped (apt-get install chromium, or set CHROMIUM_PATH)\n`,
  );
  return null;
}

export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, headless: true, args: ARGS });

export type Screen = Readonly<{ theme: "dark" | "light"; width: number; height: number }>;

export const DESKTOP = { width: 1600, height: 1000 };
export const PHONE = { width: 390, height: 844 };

/** A page whose errors are collected; a test asserts at its end that there were none. */
export async function openPage(browser: Browser, url: string, screen: Screen): Promise<OpenPage> {
  const { theme, width, height } = screen;
  // axe is put into the page by the test, which the page's own policy would rightly refuse.
  const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true });
  await context.addCookies([{ name: "tapedeck-theme", value: theme, url }]);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return { page, context, errors };
}

export type OpenPage = Readonly<{ page: Page; context: BrowserContext; errors: readonly string[] }>;

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong with the page as it stands: a line per rule and element. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (tags) => {
    type Finding = { id: string; nodes: { html: string; failureSummary?: string }[] };
    const { axe } = globalThis as unknown as {
      axe: { run: (root: Document, options: object) => Promise<{ violations: Finding[] }> };
    };
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.flatMap((v) =>
      v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
    );
  }, AXE_TAGS);
}

/** By how many px the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
