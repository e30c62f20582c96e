import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketSource } from "@/server/domain/source";
import { parseSteps } from "@/server/domain/steps";
import type { InstrumentStore } from "@/server/ports/market-store";

/** Fine enough for every tick and lot size: sizes are compared as numbers, "0.010" is "0.01". */
const FINEST = "0.0000000001";

export function createMemoryInstrumentStore(): InstrumentStore {
  const specs = new Map<string, InstrumentSpec>();
  let source: MarketSource | null = null;
  return {
    async saveSource(saved) {
      source = saved;
    },
    findSource: async () => source,
    async saveInstruments(given) {
      for (const spec of given) {
        const known = specs.get(spec.id);
        if (!known) specs.set(spec.id, { ...spec, version: 1 });
        else if (!meansTheSame(known, spec)) specs.set(spec.id, { ...spec, version: known.version + 1 });
      }
      return given.map((spec) => specs.get(spec.id) ?? spec);
    },
    listInstruments: async (venueId) =>
      [...specs.values()].filter((spec) => spec.venueId === venueId).sort((a, b) => (a.id < b.id ? -1 : 1)),
    findInstrument: async (id) => specs.get(id) ?? null,
  };
}

const sameSize = (a: string, b: string): boolean => parseSteps(a, FINEST) === parseSteps(b, FINEST);

const meansTheSame = (a: InstrumentSpec, b: InstrumentSpec): boolean =>
  sameSize(a.tickSize, b.tickSize) &&
  sameSize(a.lotSize, b.lotSize) &&
  a.atomsPerTickLot === b.atomsPerTickLot &&
  a.minNotionalAtoms === b.minNotionalAtoms &&
  a.makerFeePpm === b.makerFeePpm &&
  a.takerFeePpm === b.takerFeePpm;
