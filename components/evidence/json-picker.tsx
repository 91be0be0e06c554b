import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Literal } from "@/components/evidence/success-rule-text";
import { Section } from "@/components/page/section";
import { Button } from "@/components/ui/button";
import { parseExactJson, stringifyExactJson } from "@/lib/domain/json/exact-json";
import { findJsonLeaves, type JsonLeaf } from "@/lib/domain/json/json-path";
import { MAX_PATTERN_CHARACTERS } from "@/lib/domain/run/success-rule-options";

const MAX_LEAVES = 50;

/** The values of a body in JSON whose paths a rule can have; none for any other body, or a part of one. */
function readLeaves(body: string): JsonLeaf[] {
  try {
    const document = parseExactJson(body.replace(/^\ufeff/, ""));
    return findJsonLeaves(document, MAX_LEAVES).filter(
      ({ path }) => path.length <= MAX_PATTERN_CHARACTERS && path.isWellFormed(),
    );
  } catch {
    return [];
  }
}

type JsonPickerProps = {
  body: string;
  /** Called with the value that a rule is to expect. */
  onPick: (leaf: JsonLeaf) => void;
};

/** The values of a response in JSON, each with a button that makes a rule of it. */
export function JsonPicker({ body, onPick }: JsonPickerProps) {
  const t = useTranslations("testRequest");
  const leaves = readLeaves(body);
  if (leaves.length === 0) return null;
  return (
    <Section title={t("pickTitle")}>
      <ul className="max-h-80 divide-y overflow-y-auto rounded-block border bg-raised">
        {leaves.map((leaf) => (
          <li key={leaf.path} className="flex items-center gap-2 py-1 pr-2 pl-4">
            <p className="min-w-0 flex-1 text-sm">
              <Literal>{leaf.path}</Literal>{" "}
              <span className="text-ink-soft">
                <Literal>{stringifyExactJson(leaf.value)}</Literal>
              </span>
            </p>
            <Button
              type="button"
              variant="ghost"
              size="icon"
              onClick={() => onPick(leaf)}
              aria-label={t("pick", { path: leaf.path })}
              title={t("pick", { path: leaf.path })}
            >
              <Plus aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
