import type { WebServices } from "@/server/services/web-services";

export type TrpcContext = Readonly<{
  services: WebServices;
  /** Who acts, for the audit trail. */
  who: string;
  /** Logs and records what nobody expected; the caller only sees "Internal error". */
  reportDefect: (error: unknown, where: string) => void;
}>;
