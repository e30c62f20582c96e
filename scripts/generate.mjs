// npm run generate: the database client from prisma/schema.
import { enter } from "./lib/entry.mjs";

enter(() => import("./lib/generate.mjs"));
