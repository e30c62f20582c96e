/** `npm start -- --dev`: the programs are bundled again and restarted when a source changes; Next serves its own. */
import { bundleOptions } from "./bundles.mjs";

const restarted = ["market", "worker"];

/** @returns esbuild's context; dispose of it to stop watching */
export async function rebuildOnChange(supervisor) {
  const esbuild = await import("esbuild");
  let isFirst = true;
  const restart = {
    name: "restart",
    setup(build) {
      build.onEnd(({ errors }) => {
        if (!isFirst && errors.length === 0) {
          for (const name of restarted) supervisor.restart(name);
        }
        isFirst = false;
      });
    },
  };
  const options = bundleOptions();
  const plugins = [...options.plugins, restart];
  const context = await esbuild.context({ ...options, logLevel: "warning", plugins });
  await context.watch();
  return context;
}
