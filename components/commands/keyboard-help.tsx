"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PaletteKeys } from "@/components/commands/palette-keys";
import { setSingleKeys, useSingleKeys } from "@/components/commands/single-keys";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogClose, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

function Keys({ title, rows }: { title: string; rows: readonly [string, ReactNode][] }) {
  return (
    <section>
      <h3 className="mb-1.5 text-sm text-ink-faint">{title}</h3>
      <dl className="grid gap-1.5">
        {rows.map(([label, keys]) => (
          <div key={label} className="flex items-center justify-between gap-4">
            <dt>{label}</dt>
            <dd>{keys}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const key = (name: string) => <Kbd>{name}</Kbd>;

/** The keys, and the switch for those that are a single letter (WCAG 2.2, success criterion 2.1.4). */
export function KeyboardHelp({ canEdit, onClose }: { canEdit: boolean; onClose: () => void }) {
  const t = useTranslations("shortcuts");
  const areOn = useSingleKeys();
  const everywhere: [string, ReactNode][] = [
    [t("palette"), <PaletteKeys key="palette" />],
    [t("search"), key("/")],
  ];
  if (canEdit) everywhere.push([t("new"), key("n")]);
  everywhere.push([t("help"), key("?")]);
  const inLists: [string, ReactNode][] = [
    [t("next"), key("j")],
    [t("previous"), key("k")],
    [t("open"), key("↵")],
  ];
  if (canEdit) inLists.push([t("select"), key("x")], [t("range"), t("shiftClick")]);
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent aria-describedby={undefined} className="grid gap-5 overflow-y-auto p-5">
        <div className="flex items-center justify-between gap-4">
          <DialogTitle>{t("title")}</DialogTitle>
          <DialogClose asChild>
            <Button size="sm" variant="ghost" aria-label={t("close")} title={t("close")}>
              <X aria-hidden />
            </Button>
          </DialogClose>
        </div>
        <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
          <Keys title={t("everywhere")} rows={everywhere} />
          <Keys title={t("inLists")} rows={inLists} />
        </div>
        <div className="border-t pt-4">
          <label className="flex w-fit cursor-pointer items-center gap-2 font-medium">
            <Checkbox
              checked={areOn}
              aria-describedby="single-keys-hint"
              onChange={(event) => setSingleKeys(event.target.checked)}
            />
            {t("enabled")}
          </label>
          <p id="single-keys-hint" className="mt-1 text-sm text-ink-faint">
            {t("enabledHint")}
          </p>
        </div>
      </DialogContent>
    </Dialog>
  );
}
