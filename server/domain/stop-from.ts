import type { Trail } from "./order";

const PPM = 1_000_000;

/** A sell's stop lies below the best price (`onFall`), a buy's above it. */
export function stopFrom(extreme: number, distance: Trail["distance"], onFall: boolean): number {
  if ("ticks" in distance) return onFall ? extreme - distance.ticks : extreme + distance.ticks;
  return onFall
    ? Math.floor((extreme * (PPM - distance.ppm)) / PPM)
    : Math.ceil((extreme * (PPM + distance.ppm)) / PPM);
}
