/**
 * The server-side programs, bundled by esbuild into dist/: our code in one file each,
 * packages left outside, `@/` resolved by tsconfig.
 */
import fs from "node:fs";
import { inRoot } from "./paths.mjs";
import { contentHash, once } from "./stamp.mjs";
import { Trouble } from "./trouble.mjs";

/** dist name -> source; a program that a checkout does not have is not built. */
const programs = {
  worker: "workers/main.ts",
  market: "workers/market.ts",
  cli: "workers/cli.ts",
  bench: "workers/bench.ts",
  trainer: "workers/trainer.ts",
};

function entryPoints() {
  const threads = inRoot("workers", "threads");
  const names = fs.existsSync(threads) ? fs.readdirSync(threads) : [];
  const files = names.filter((name) => /^[\w-]+\.ts$/.test(name));
  const all = { ...programs };
  for (const name of files) all[`threads/${name.slice(0, -3)}`] = `workers/threads/${name}`;
  return Object.fromEntries(Object.entries(all).filter(([, source]) => fs.existsSync(inRoot(source))));
}

/**
 * Everything that is not ours stays outside; but a module of ours that does not exist must
 * not pass for a package of somebody's, as `packages: "external"` would have it.
 */
const packagesOutside = {
  name: "packages outside",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      const isOurs = kind === "entry-point" || path.startsWith("@/");
      return isOurs ? undefined : { path, external: true };
    });
  },
};

/** What esbuild is told; `npm start -- --dev` watches with the same. */
export const bundleOptions = () => ({
  absWorkingDir: inRoot(),
  entryPoints: entryPoints(),
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  plugins: [packagesOutside],
  sourcemap: true,
  tsconfig: "tsconfig.json",
  logLevel: "silent",
});

export async function buildBundles(say) {
  const paths = ["workers", "server", "prisma/schema", "tsconfig.json", "package-lock.json", "scripts/lib"];
  const outputs = Object.keys(entryPoints()).map((name) => `dist/${name}.mjs`);
  const didRun = await once({ name: "bundles", key: contentHash(paths), outputs }, async () => {
    const esbuild = await import("esbuild");
    fs.rmSync(inRoot("dist"), { recursive: true, force: true });
    try {
      await esbuild.build(bundleOptions());
    } catch (cause) {
      const messages = await esbuild.formatMessages(cause.errors ?? [], { kind: "error" });
      const sentence = "The worker could not be built: repair what the compiler says above.";
      throw new Trouble(sentence, { cause, detail: messages.join("\n") || cause.message });
    } finally {
      await esbuild.stop(); // it keeps a process of its own otherwise
    }
  });
  say(didRun ? outputs.join(" ") : "as the sources");
}

/** @throws Trouble when a program was not built because its source is missing */
export function assertBundle(name) {
  if (fs.existsSync(inRoot("dist", `${name}.mjs`))) return;
  throw new Trouble(
    `${programs[name]} is missing: this checkout is incomplete, restore it (git status) and start again.`,
  );
}
