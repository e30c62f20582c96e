// npm start: from a checkout to a running desk.
import { enter } from "./lib/entry.mjs";

enter(() => import("./lib/launch.mjs"));
