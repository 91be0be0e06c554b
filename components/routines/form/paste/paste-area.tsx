"use client";

import { Terminal } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { verbatim } from "@/components/ui/input-field";
import { Textarea } from "@/components/ui/textarea";
import { findOtherTool, isPaste } from "@/lib/domain/paste/paste-kind";

type PasteAreaProps = {
  onCommand: (text: string) => void;
  /** Whether it opens as soon as a script runs. */
  isOpenAtFirst: boolean;
};

/** A text area for a command of several lines, or lines of a crontab. It needs JavaScript, so the button is hidden without it. */
export function PasteArea({ onCommand, isOpenAtFirst }: PasteAreaProps) {
  const t = useTranslations("curl");
  const isHydrated = useHydrated();
  const area = useRef<HTMLTextAreaElement>(null);
  const [isToggledOpen, setOpen] = useState(isOpenAtFirst);
  const isOpen = isHydrated && isToggledOpen;
  const [problem, setProblem] = useState<string>();

  const take = (text: string) => {
    const tool = findOtherTool(text);
    const refused = tool === null ? t("notCurl") : t(`otherTools.${tool}`);
    setProblem(isPaste(text) ? undefined : refused);
    if (!isPaste(text)) {
      area.current?.focus();
      return;
    }
    setOpen(false);
    onCommand(text);
  };

  return (
    <div>
      <Button
        type="button"
        variant="ghost"
        size="sm"
        aria-expanded={isOpen}
        aria-controls="curl-paste"
        onClick={() => {
          setOpen(!isOpen);
          setProblem(undefined);
        }}
        className={cn("-ml-2.5 max-lg:-ml-3", !isHydrated && "invisible")}
      >
        <Terminal aria-hidden />
        {t("open")}
      </Button>
      <div id="curl-paste" hidden={!isOpen} className="mt-2">
        {isOpen && (
          <div className="animate-appear rounded-block border bg-raised p-4">
            <Field id="curl" label={t("label")} hint={t("hint")} problem={problem}>
              {(control) => (
                <Textarea
                  {...control}
                  ref={area}
                  rows={5}
                  autoFocus
                  {...verbatim}
                  onPaste={(event) => {
                    const text = event.clipboardData.getData("text");
                    if (event.currentTarget.value !== "" || !isPaste(text)) return;
                    event.preventDefault();
                    take(text);
                  }}
                  className="font-mono text-sm"
                />
              )}
            </Field>
            <Button
              type="button"
              size="sm"
              className="mt-3"
              onClick={() => take(area.current?.value ?? "")}
            >
              {t("fill")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
