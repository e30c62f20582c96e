/** The web's edge: every request passes here first (Next's proxy file, once called middleware). */
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/server/platform/env";
import { contentSecurityPolicy, createHostCheck, judgeRequest, securityHeaders } from "@/server/platform/web-guard";

const nonceBytes = 16;

let hostCheck: ((host: string) => boolean) | undefined;

export function proxy(request: NextRequest): NextResponse {
  hostCheck ??= createHostCheck(env().PORT, env().TAPEDECK_ALLOWED_HOSTS);
  const facts = {
    method: request.method,
    pathname: request.nextUrl.pathname,
    header: (name: string) => request.headers.get(name),
  };
  const refusal = judgeRequest(facts, hostCheck);
  if (refusal !== null) {
    const headers = { ...securityHeaders, "content-type": "text/plain; charset=utf-8" };
    return new NextResponse(`${refusal.text}\n`, { status: refusal.status, headers });
  }

  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(nonceBytes))).toString("base64");
  const policy = contentSecurityPolicy(nonce, env().NODE_ENV === "development");
  const forwarded = new Headers(request.headers);
  forwarded.set("content-security-policy", policy); // Next reads the nonce for its own scripts from here
  const response = NextResponse.next({ request: { headers: forwarded } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  return response;
}
