import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";

type SentAsProps = {
  /** The text with its values filled in; null where that can't be told. */
  text: string | null;
  /** What is wrong with a value, in the reader's language. */
  problem: string | undefined;
  /** Whether values are sent as they stand. */
  isOff: boolean;
};

/** A text of a request as the next run sends it, or what is wrong with a value in it. */
export function SentAs({ text, problem, isOff }: SentAsProps) {
  const t = useTranslations("values");
  if (problem !== undefined) return <p className="text-sm text-failed">{problem}</p>;
  if (isOff) return <p className="text-sm text-ink-soft">{t("off")}</p>;
  if (text === null) return null;
  return (
    <p className="text-sm text-ink-soft">
      {t("sentAs")}{" "}
      <code
        className={cn(
          "font-mono [overflow-wrap:anywhere] whitespace-pre-wrap text-ink",
          text.includes("\n") && "mt-1 block",
        )}
      >
        {text}
      </code>
    </p>
  );
}
