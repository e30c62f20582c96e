/**
 * A command that the engine failed on. The next run would fetch it again and fail again, and whatever was told after
 * it, a kill too, would never be reached: so it is answered once, on top of the last commit, and not tried again.
 */
import type { CommandOutcome, DeskCommand } from "@/server/domain/command";
import type { Clock } from "@/server/ports/clock";
import type { Desk, DeskStore } from "@/server/ports/desk-store";
import type { OpenEngine } from "./engine-driver";

type Deps = Readonly<{ desks: DeskStore; market: Clock; openEngine: OpenEngine; host: string }>;

type Failed = Readonly<{ desk: Desk; command: DeskCommand; why: string }>;

/** A kill is tried by every run: nothing that waits behind it is more urgent. */
export async function refuseCommand(deps: Deps, { desk, command, why }: Failed): Promise<void> {
  if (command.body.kind === "kill") return;
  const { desks, market, openEngine, host } = deps;
  const lease = await desks.openRun(desk.id, host);
  const at = market.nowMicros();
  const text = `the desk failed on it, so nothing of it was done: ${why}`;
  const reason = { rule: "command_failed", text, limit: null, value: null, distance: null } as const;
  const outcome: CommandOutcome = { commandId: command.id, at, accepted: false, orderId: null, reason };
  const checkpoint = lease.checkpoint ?? JSON.stringify(openEngine(desk.settings, null).checkpoint({ books: false }));
  const effects = [{ kind: "command", outcome }] as const;
  await desks.commit({ lease, number: lease.commits + 1, effects, checkpoint, at });
  await desks.closeRun(lease, {
    status: "stopped",
    text: `refused the ${command.body.kind} that the run before failed on`,
  });
}
