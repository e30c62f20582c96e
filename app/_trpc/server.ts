import "server-only";
import { createCaller } from "@/server/trpc/root";
import { createTrpcContext } from "./context";

/** The routers for server components: no HTTP, no serialisation, the same checks. `await api.desks.current()` */
export const api = createCaller(createTrpcContext);
