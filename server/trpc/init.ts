import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { isAppError } from "@/server/domain/errors";
import type { TrpcContext } from "./context";
import { toPublicError } from "./errors";

const t = initTRPC.context<TrpcContext>().create({
  transformer: superjson,
  errorFormatter({ shape, error }) {
    // No stack, ever; the code of ours and its facts, so that a page can say what to do.
    const { stack: _stack, ...data } = shape.data;
    const app = isAppError(error.cause) ? error.cause : null;
    return { ...shape, data: { ...data, appCode: app?.code ?? null, facts: app?.facts ?? null } };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** The one place where errors are mapped, logged and hidden. */
export const publicProcedure = t.procedure.use(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const { shown, isDefect } = toPublicError(result.error);
  if (isDefect) ctx.reportDefect(result.error.cause ?? result.error, `tRPC ${path}`);
  throw shown;
});
