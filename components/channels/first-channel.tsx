import { useTranslations } from "next-intl";
import { KindTiles } from "@/components/channels/kind-tiles";
import { Card } from "@/components/ui/card";

/** For a workspace without a channel: why it needs one, and the kinds to choose from. */
export function FirstChannel({ canEdit }: { canEdit: boolean }) {
  const t = useTranslations("channels");
  return (
    <Card className="mb-8">
      <h2 className="font-semibold">{t("firstTitle")}</h2>
      <p className="mt-1 max-w-xl text-ink-soft">{t(canEdit ? "firstText" : "firstViewer")}</p>
      {canEdit && (
        <div className="mt-4">
          <KindTiles />
        </div>
      )}
    </Card>
  );
}
