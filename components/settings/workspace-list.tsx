import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import type { WorkspaceDto } from "@/lib/domain/workspace/workspace";

type WorkspaceListProps = {
  workspaces: readonly WorkspaceDto[];
  currentId: string;
  switchTo: (id: string) => Promise<void>;
};

/** The workspaces of the user, each with its switch. Plain forms: they work without JavaScript. */
export function WorkspaceList({ workspaces, currentId, switchTo }: WorkspaceListProps) {
  const t = useTranslations();
  return (
    <>
      <ul className="divide-y rounded-block border bg-raised">
        {workspaces.map(({ id, name, role }) => (
          <li key={id} className="flex min-h-12 items-center gap-3 px-4 py-2">
            <div className="min-w-0 grow">
              <p className="truncate font-medium">{name}</p>
              <p className="text-sm text-ink-faint">{t(`roles.${role}.name`)}</p>
            </div>
            {id === currentId ? (
              <span className="text-sm text-ink-faint">{t("workspace.current")}</span>
            ) : (
              <form action={switchTo.bind(null, id)}>
                <Button type="submit" size="sm" aria-label={t("workspace.switchTo", { name })}>
                  {t("workspace.switch")}
                </Button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <Button asChild className="mt-3">
        <Link href="/workspaces/new">{t("workspace.new")}</Link>
      </Button>
    </>
  );
}
