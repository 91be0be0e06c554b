"use client";

import { useCommandState } from "cmdk";
import {
  BellRing,
  BookOpen,
  Keyboard,
  Languages,
  LogOut,
  Pause,
  Pencil,
  Play,
  Plus,
  RotateCw,
  Search,
  SunMoon,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition, type ReactNode } from "react";
import type { PaletteActions } from "@/components/commands/command-actions";
import { Entries, type Entry } from "@/components/commands/command-entries";
import { CommandOutcomeText } from "@/components/commands/command-outcome-text";
import { showOverlay } from "@/components/commands/overlay";
import { useCurrentRoutine, useRoutineHits } from "@/components/commands/palette-routines";
import { RoutineHits, scoreCommand } from "@/components/commands/routine-hits";
import { useRoutineCommands } from "@/components/commands/use-routine-commands";
import { mainPages } from "@/components/page/main-pages";
import { Command, CommandInput, CommandList } from "@/components/ui/command";
import { Dialog, DialogContent, DialogTitle } from "@/components/ui/dialog";
import { themes } from "@/components/ui/themes";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";

type CommandMenuProps = {
  actions: PaletteActions;
  locales: readonly string[];
  canEdit: boolean;
  onClose: () => void;
};

/** The number of entries that match, for screen readers; on screen only where there is none. */
function ResultCount({ children }: { children: ReactNode }) {
  const t = useTranslations("palette");
  const count = useCommandState((state) => state.filtered.count);
  return (
    <>
      <p role="status" className="sr-only">
        {children ?? t("results", { count })}
      </p>
      {count === 0 && (
        <p aria-hidden className="px-2 pt-4 pb-6 text-center text-ink-faint">
          {children ?? t("empty")}
        </p>
      )}
    </>
  );
}

/** Every page and every command, found by typing. */
export function CommandMenu({ actions, locales, canEdit, onClose }: CommandMenuProps) {
  const t = useTranslations();
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [, startTransition] = useTransition();
  const current = useCurrentRoutine(actions.find);
  const { hits, isSearching, hasFailed } = useRoutineHits(actions.search, query);
  const { outcome, isPending, change, runNow } = useRoutineCommands(actions);

  const go = (href: string) => () => {
    onClose();
    router.push(href);
  };
  const send = (action: (form: FormData) => Promise<void>, name: string, value: string) => () => {
    const form = new FormData();
    form.set(name, value);
    onClose();
    startTransition(() => action(form));
  };

  const forRoutine = ({ id, name, is_active: isActive }: RoutineHit): Entry[] => {
    const set = isActive ? "pause" : "resume";
    return [
      {
        label: t("common.runNow"),
        Icon: Play,
        onSelect: () => !isPending && runNow([{ id, name }]),
      },
      {
        label: t(isActive ? "routine.pause" : "routine.resume"),
        Icon: isActive ? Pause : RotateCw,
        onSelect: () =>
          !isPending && change({ change: set, selection: { ids: [id] } }, current.reload),
      },
      { label: t("common.edit"), Icon: Pencil, onSelect: go(`/routines/${id}/edit`) },
    ];
  };
  const places = mainPages.map(({ href, key, Icon }) => ({
    label: t(`nav.${key}`),
    Icon,
    onSelect: go(href),
  }));
  const alertPages = (["history", "channels", "policy"] as const).map((page) => ({
    label: t(`palette.alerts.${page}`),
    Icon: BellRing,
    onSelect: go(`/alerts/${page}`),
  }));
  const newChannel = {
    label: t("palette.alerts.newChannel"),
    Icon: Plus,
    onSelect: go("/alerts/channels/new"),
  };
  const newRoutine = { label: t("routines.new"), Icon: Plus, onSelect: go("/routines/new") };
  const looks = themes.map((theme) => ({
    label: t("palette.useTheme", { theme: t(`settings.themes.${theme}`) }),
    Icon: SunMoon,
    onSelect: send(actions.setTheme, "theme", theme),
  }));
  const languages = locales.map((locale) => {
    const language = new Intl.DisplayNames(locale, { type: "language" }).of(locale) ?? locale;
    return {
      label: t("palette.useLanguage", { language }),
      Icon: Languages,
      onSelect: send(actions.setLocale, "locale", locale),
    };
  });

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent aria-describedby={undefined} className="overflow-hidden">
        <DialogTitle className="sr-only">{t("palette.title")}</DialogTitle>
        <Command label={t("palette.title")} filter={scoreCommand} loop>
          <div className="flex items-center gap-2.5 border-b px-3.5">
            <Search aria-hidden className="size-4 shrink-0 text-ink-faint" />
            <CommandInput
              value={query}
              onValueChange={setQuery}
              maxLength={200}
              placeholder={t("palette.placeholder")}
            />
          </div>
          <div
            role="status"
            className="[overflow-wrap:anywhere] not-empty:border-b not-empty:px-3.5 not-empty:py-2.5"
          >
            {outcome !== null && <CommandOutcomeText outcome={outcome} />}
          </div>
          <CommandList>
            {current.routine !== null && canEdit && (
              <Entries
                heading={t("palette.currentRoutine", { name: current.routine.name })}
                entries={forRoutine(current.routine)}
              />
            )}
            <RoutineHits hits={hits} open={(id) => go(`/routines/${id}`)()} />
            <Entries
              heading={t("palette.goTo")}
              keywords={[t("palette.goTo")]}
              entries={[...places, ...alertPages, ...(canEdit ? [newRoutine, newChannel] : [])]}
            />
            <Entries heading={t("palette.theme")} keywords={[t("palette.theme")]} entries={looks} />
            <Entries
              heading={t("palette.language")}
              keywords={[t("palette.language")]}
              entries={languages}
            />
            <Entries
              heading={t("palette.help")}
              entries={[
                { label: t("nav.docs"), Icon: BookOpen, onSelect: go("/docs") },
                {
                  label: t("shortcuts.title"),
                  Icon: Keyboard,
                  onSelect: () => showOverlay("keys"),
                },
                {
                  label: t("nav.signOut"),
                  Icon: LogOut,
                  onSelect: () => startTransition(() => actions.signOut()),
                },
              ]}
            />
          </CommandList>
          <ResultCount>
            {hasFailed ? t("palette.searchFailed") : isSearching ? t("palette.searching") : null}
          </ResultCount>
        </Command>
      </DialogContent>
    </Dialog>
  );
}
