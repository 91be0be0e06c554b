"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, type RefObject } from "react";
import { keepDraft } from "@/components/forms/draft-storage";
import { Alert } from "@/components/ui/alert";
import { Link } from "@/components/ui/link";

type SessionEndedAlertProps = { form: RefObject<HTMLFormElement | null>; className?: string };

function keepForm(form: HTMLFormElement | null, path: string): void {
  if (form !== null) keepDraft(path, new FormData(form));
}

/**
 * Says that the session has ended and nothing was saved, stores the form's values as a draft, and
 * links to signing in and back. It takes the focus: the button that was pressed may be far below.
 */
export function SessionEndedAlert({ form, className }: SessionEndedAlertProps) {
  const t = useTranslations("draft");
  const path = usePathname();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    keepForm(form.current, path);
    link.current?.focus();
  }, [form, path]);

  return (
    <Alert className={className}>
      <p>{t("sessionEnded")}</p>
      <p className="mt-1">
        <Link
          ref={link}
          href={`/sign-in?next=${encodeURIComponent(path)}`}
          onClick={() => keepForm(form.current, path)}
          className="font-medium text-accent underline underline-offset-2"
        >
          {t("signIn")}
        </Link>
      </p>
    </Alert>
  );
}

/** Says that the form shows a restored draft. */
export function DraftRestoredAlert({ className }: { className?: string }) {
  const t = useTranslations("draft");
  return (
    <Alert variant="success" className={className}>
      {t("restored")}
    </Alert>
  );
}
