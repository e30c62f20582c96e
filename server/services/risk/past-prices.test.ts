import { createMemoryMarketStore } from "@/server/adapters/memory/memory-market-store";
import { pastPricesContract } from "@/server/testing/contracts/past-prices";

pastPricesContract(async () => ({ market: createMemoryMarketStore() }));
