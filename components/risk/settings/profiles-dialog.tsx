"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { PROFILES } from "@/server/domain/risk/risk-profiles";
import { RISK_PROFILES, type RiskProfile, type RiskSettings } from "@/server/domain/risk/risk-settings";
import { toDraft } from "./draft";
import { useForm } from "./form-context";
import { profileRows } from "./profile-rows";
import { PROFILE_NAMES } from "./words";

/** The profiles beside the present numbers; choosing one fills the form and applies nothing. */
export function ProfilesDialog({ present }: { readonly present: RiskSettings }) {
  const [isOpen, setOpen] = useState(false);
  const { replace } = useForm();
  const use = (profile: RiskProfile) => {
    // What a person named of this desk is no part of a profile, and stays.
    replace(toDraft({ ...PROFILES[profile], sectors: present.sectors, strategies: present.strategies }));
    setOpen(false);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>Start from a profile…</Button>
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title="Profiles"
        description="Numbers to start from. Choosing one fills the form; nothing changes before you apply it there."
        className="top-[6vh] max-h-[88vh] w-[min(1120px,calc(100vw-24px))]"
      >
        <Comparison present={present} onUse={use} />
      </Dialog>
    </>
  );
}

type ComparisonProps = { readonly present: RiskSettings; readonly onUse: (profile: RiskProfile) => void };

function Comparison({ present, onUse }: ComparisonProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div role="group" aria-label="Profiles" tabIndex={0} className="-m-4 overflow-auto">
      <table className="w-full border-separate border-spacing-0 text-sm [&_td]:px-3 [&_td]:py-1 [&_th]:px-3">
        <caption className="sr-only">The numbers of each profile beside the present ones</caption>
        <thead className="sticky top-0 z-10 bg-surface-1 [&_th]:border-line [&_th]:border-b [&_th]:py-2">
          <tr>
            <th scope="col" className="sticky left-0 bg-surface-1 text-left font-normal text-muted text-xs">
              Setting
            </th>
            <th scope="col" className="text-right font-normal text-muted text-xs">
              Now
            </th>
            {RISK_PROFILES.map((profile) => (
              <th key={profile} scope="col" className="text-right align-bottom font-medium text-xs">
                <span className="block">{PROFILE_NAMES[profile]}</span>
                <Button
                  size="sm"
                  className="mt-1"
                  onClick={() => onUse(profile)}
                  aria-label={`Fill the form with ${PROFILE_NAMES[profile]}`}
                >
                  Fill the form
                </Button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {profileRows(present).map((row) => (
            <tr key={row.path} className="[&_td]:border-line/60 [&_td]:border-b [&_th]:border-line/60 [&_th]:border-b">
              <th
                scope="row"
                className="sticky left-0 min-w-28 bg-surface-1 text-left font-normal sm:whitespace-nowrap"
              >
                {row.label}
              </th>
              <td className="num whitespace-nowrap text-right text-muted">{row.now}</td>
              {row.cells.map(({ profile, text, side }) => (
                <td
                  key={profile}
                  className={`num whitespace-nowrap text-right ${side === "same" ? "text-muted" : "font-medium"} ${side === "looser" ? "text-warn" : ""}`}
                >
                  {text}
                  {side === "same" ? null : (
                    <span className="sr-only">{side === "looser" ? ", looser" : ", not looser"}</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="px-3 py-2 text-muted text-xs">Amber: looser than now. Bold: another number than now.</p>
    </div>
  );
}
