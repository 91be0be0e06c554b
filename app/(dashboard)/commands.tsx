import { signOut } from "@/app/(auth)/actions";
import { findRoutineAction, searchRoutinesAction } from "@/app/(dashboard)/palette-actions";
import {
  changeRoutinesAction,
  runRoutinesNowAction,
} from "@/app/(dashboard)/routines/bulk-actions";
import { setLocale, setTheme } from "@/app/(dashboard)/settings/actions";
import { CommandPalette } from "@/components/commands/command-palette";
import { locales } from "@/i18n/locales";

const actions = {
  change: changeRoutinesAction,
  runNow: runRoutinesNowAction,
  search: searchRoutinesAction,
  find: findRoutineAction,
  setTheme,
  setLocale,
  signOut,
};

/** The command palette and the keys, wired to the actions of the app. */
export function Commands({ canEdit }: { canEdit: boolean }) {
  return <CommandPalette actions={actions} locales={locales} canEdit={canEdit} />;
}
