/** The web, built by Next; its own cache makes a rebuild a few seconds. */
import { inModules, root, watchdog } from "./paths.mjs";
import { run } from "./processes.mjs";
import { contentHash, once } from "./stamp.mjs";

const sources = [
  "app",
  "components",
  "server",
  "public",
  "prisma/schema",
  "proxy.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

export async function buildWeb(say) {
  say("next build, about 15 s; only when the sources changed");
  // The build writes absolute paths, so a folder that was moved is built again.
  const key = contentHash(sources, [root]);
  const didRun = await once({ name: "web", key, outputs: [".next/BUILD_ID"] }, async () => {
    await run(process.execPath, [...watchdog, inModules("next", "dist", "bin", "next"), "build"], {
      env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      sentence: "The web could not be built: repair what the compiler says above.",
    });
  });
  say(didRun ? "built" : "as the sources");
}
