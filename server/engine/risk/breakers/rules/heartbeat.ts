import type { BreakerRule, Measured } from "@/server/engine/risk/breakers/breaker-rule";
import { secondsText } from "@/server/engine/risk/reason";

/** The dead man's handle: without a sign of life of the collector nobody knows what the market does. */
export const heartbeat: BreakerRule = {
  kind: "heartbeat",
  demands: "REDUCING",
  isOutside: true,
  measure({ now, risk, heardAt }): Measured {
    const silent = Math.max(now - heardAt, 0);
    return {
      isReached: silent >= risk.heartbeatMicros,
      words: () => {
        const value = secondsText(silent);
        const limit = secondsText(risk.heartbeatMicros);
        return { value, limit, text: `No sign of life of the collector for ${value}, at most ${limit}` };
      },
    };
  },
};
