// npm test: the same bootstrap as npm start on a database of its own, then every rung of proof.
import { enter } from "./lib/entry.mjs";

enter(() => import("./lib/test-run.mjs"));
