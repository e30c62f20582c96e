/** ccxt's Binance against a market server of ours: everything it may call leads there, nothing to the venue. */
export function marketUrls(marketUrl: string): object {
  const base = marketUrl.replace(/\/$/, "");
  const ws = base.replace(/^http/, "ws");
  return {
    api: {
      public: `${base}/api/v3`,
      private: `${base}/api/v3`,
      v1: `${base}/api/v1`,
      sapi: `${base}/sapi/v1`,
      ws: { spot: `${ws}/ws`, margin: `${ws}/ws` },
    },
  };
}
