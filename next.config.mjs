/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ["pg", "bullmq", "ioredis", "ccxt", "pino", "@prisma/client", "@prisma/adapter-pg"],
  experimental: { useTypeScriptCli: true },
};
