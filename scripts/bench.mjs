// npm run bench: the measurements of docs/performance.md.
import { enter } from "./lib/entry.mjs";

enter(() => import("./lib/bench.mjs"));
