import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createTrpcContext } from "@/app/_trpc/context";
import { appRouter } from "@/server/trpc/root";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

const handle = (req: Request): Promise<Response> =>
  fetchRequestHandler({ endpoint: "/api/trpc", req, router: appRouter, createContext: createTrpcContext });

export { handle as GET, handle as POST };
