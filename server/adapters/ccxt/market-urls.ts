/** ccxt's Binance classes against a market server of ours: everything they may call leads there, nothing to the venue. */
export function marketUrls(marketUrl: string): object {
  const base = marketUrl.replace(/\/$/, "");
  const ws = base.replace(/^http/, "ws");
  return {
    api: {
      public: `${base}/api/v3`,
      private: `${base}/api/v3`,
      v1: `${base}/api/v1`,
      sapi: `${base}/sapi/v1`,
      fapiPublic: `${base}/fapi/v1`,
      fapiPublicV2: `${base}/fapi/v2`,
      fapiPublicV3: `${base}/fapi/v3`,
      dapiPublic: `${base}/dapi/v1`,
      ws: { spot: `${ws}/ws`, margin: `${ws}/ws`, future: `${ws}/fapi/ws`, delivery: `${ws}/dapi/ws` },
    },
  };
}
