/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ["pg", "bullmq", "ioredis", "ccxt", "pino", "@prisma/client", "@prisma/adapter-pg"],
  // A body that passes proxy.ts is cut at 10 MB unless it is told; what an upload may have is counted by the route.
  experimental: { useTypeScriptCli: true, proxyClientMaxBodySize: "72mb" },
};
