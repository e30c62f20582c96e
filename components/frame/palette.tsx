"use client";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useMemo, useState } from "react";
import { groupBy } from "@/components/ui/group-by";
import { Kbd } from "@/components/ui/kbd";
import { NAV_PAGES } from "./nav";
import { type PaletteAction, usePaletteActions } from "./palette-actions";
import { paletteScore } from "./palette-filter";
import { useKeys } from "./shortcut-context";

/** Ctrl-K: every instrument, page and action by name. */
export function Palette() {
  const [open, setOpen] = useState(false);
  useKeys(
    useMemo(
      () => [
        { keys: "ctrl+k", label: "Find anything", group: "General", inFields: true, act: () => setOpen((was) => !was) },
      ],
      [],
    ),
  );
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="animate-fade fixed inset-0 z-40 bg-[rgb(5_7_10/0.55)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="animate-in fixed top-[14vh] left-1/2 z-50 w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-surface-1 shadow-float"
        >
          <Dialog.Title className="sr-only">Find anything</Dialog.Title>
          <PaletteBody onDone={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteBody({ onDone }: { readonly onDone: () => void }) {
  const router = useRouter();
  const groups = groupBy(usePaletteActions(), (action) => action.group);
  const run = (action: PaletteAction) => {
    onDone();
    action.act();
  };
  return (
    <Command label="Find anything" loop filter={(_id, typed, texts) => paletteScore(texts ?? [], typed)}>
      <Command.Input
        placeholder="Instrument, page or action…"
        className="h-11 w-full border-line border-b bg-transparent px-4 text-lg outline-none placeholder:text-muted"
      />
      <Command.List className="max-h-[52vh] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-muted text-sm">Nothing of that name.</Command.Empty>
        {groups.map(([group, actions]) => (
          <PaletteGroup key={group} name={group}>
            {actions.map((action) => (
              <PaletteItem key={action.id} action={action} onRun={() => run(action)} />
            ))}
          </PaletteGroup>
        ))}
        <PaletteGroup name="Pages">
          {NAV_PAGES.map((page) => (
            <PaletteItem
              key={page.href}
              action={{
                id: page.href,
                group: "Pages",
                label: page.label,
                keys: page.keys.toUpperCase(),
                act: () => router.push(page.href),
              }}
              onRun={() => run({ id: page.href, group: "Pages", label: page.label, act: () => router.push(page.href) })}
            />
          ))}
        </PaletteGroup>
      </Command.List>
    </Command>
  );
}

function PaletteGroup({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <Command.Group
      heading={name}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function PaletteItem({ action, onRun }: { readonly action: PaletteAction; readonly onRun: () => void }) {
  return (
    <Command.Item
      value={action.id}
      keywords={[action.label, action.hint ?? "", action.group]}
      onSelect={onRun}
      className="flex h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2.5 text-sm data-[selected=true]:bg-surface-3"
    >
      {action.label}
      {action.hint === undefined ? null : <span className="text-muted text-xs">{action.hint}</span>}
      {action.keys === undefined ? null : (
        <span className="ml-auto">
          <Kbd keys={action.keys} />
        </span>
      )}
    </Command.Item>
  );
}
