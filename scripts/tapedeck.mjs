// npm run tapedeck -- <command>: the command line.
import { enter } from "./lib/entry.mjs";

enter(() => import("./lib/cli.mjs"));
