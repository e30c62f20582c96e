import { formatAtoms } from "@/server/domain/atoms";
import type { DeskView } from "@/server/domain/views";
import type { Desk } from "@/server/ports/desk-store";
import { isoMicros } from "@/server/services/journal/quantities";
import type { CliCommand } from "./command";
import { withServices } from "./open-services";

export const desksCommand: CliCommand = {
  name: "desks",
  positionals: [],
  summary: "Desks with their state and equity as of the last commit",
  options: {
    all: { value: null, help: "archived ones too" },
    json: { value: null, help: "as JSON" },
  },
  notes: ["Needs the database of a Tapedeck: run it beside npm start, or set DATABASE_URL."],
  run: (input) =>
    withServices(async ({ desks }) => {
      const listed = (await desks.list()).filter(({ isArchived }) => input.isOn("all") || !isArchived);
      const views: DeskView[] = [];
      for (const { id } of listed) views.push(await desks.view(id));
      const rows = listed.map((desk, i) => row(desk, views[i]));
      if (input.isOn("json")) return JSON.stringify(rows, null, 2);
      if (rows.length === 0) return "There is no desk yet: start Tapedeck with npm start.";
      return rows
        .map(({ id, state, equity, working, positions, at }) =>
          [id, state, `${equity} equity`, `${positions} positions`, `${working} working orders`, `as of ${at}`].join(
            "  ",
          ),
        )
        .join("\n");
    }),
};

const row = ({ id, name, venueId, isArchived }: Desk, view: DeskView | undefined) => ({
  id,
  name,
  venueId,
  state: isArchived ? "archived" : (view?.tradingState ?? "unknown"),
  equity: view ? formatAtoms(view.equity.equityAtoms) : null,
  positions: view?.positions.filter(({ sizeLots }) => sizeLots !== 0).length ?? 0,
  working: view?.working.length ?? 0,
  at: view ? isoMicros(view.equity.at) : null,
});
