"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef, useState, type RefObject } from "react";
import { keepDraft } from "@/components/forms/draft-storage";
import { useLateModule } from "@/components/hydration/use-late-module";

// Fetched once there is something to lose.
const loadDialog = () => import("@/components/forms/leave-dialog");

/** The path that a click opens in this tab, if it is on a link to another page of this site. */
function leavingHref(event: MouseEvent): string | null {
  const isPlain =
    event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!isPlain || event.defaultPrevented || !(link instanceof HTMLAnchorElement)) return null;
  const { origin, pathname, search, hash } = new URL(link.href);
  const opensHere =
    (link.target === "" || link.target === "_self") && !link.hasAttribute("download");
  const isSamePage = pathname === location.pathname && search === location.search;
  return opensHere && origin === location.origin && !isSamePage ? pathname + search + hash : null;
}

type LeaveGuardProps = {
  form: RefObject<HTMLFormElement | null>;
  isDirty: boolean;
  /** True while the form is being saved, or when its changes are to be dropped. */
  mayLeaveRef: RefObject<boolean>;
};

/**
 * Asks before a link or the browser leaves a form with unsaved changes. Where asking is impossible,
 * such as with Back or a shortcut, the changes are stored in this tab until the page is opened again.
 */
export function LeaveGuard({ form, isDirty, mayLeaveRef }: LeaveGuardProps) {
  const router = useRouter();
  const path = usePathname();
  const [href, setHref] = useState<string | null>(null);
  const [dialog, fetchDialog] = useLateModule(loadDialog);
  const isUnsaved = useRef(isDirty);

  useEffect(() => {
    if (isDirty) fetchDialog();
  }, [isDirty, href, fetchDialog]);

  useEffect(() => {
    isUnsaved.current = isDirty;
    if (!isDirty) return;
    const askBrowser = (event: BeforeUnloadEvent) => {
      if (!mayLeaveRef.current) event.preventDefault();
    };
    const askHere = (event: MouseEvent) => {
      const clicked = mayLeaveRef.current ? null : leavingHref(event);
      if (clicked === null) return;
      event.preventDefault();
      event.stopPropagation();
      setHref(clicked);
    };
    window.addEventListener("beforeunload", askBrowser);
    document.addEventListener("click", askHere, true);
    return () => {
      window.removeEventListener("beforeunload", askBrowser);
      document.removeEventListener("click", askHere, true);
    };
  }, [isDirty, mayLeaveRef]);

  useEffect(() => {
    const element = form.current;
    const keep = () => {
      // Signing out leaves no draft for the next person who signs in.
      const isSignedOut = location.pathname.startsWith("/sign-in");
      if (element === null || !isUnsaved.current || mayLeaveRef.current || isSignedOut) return;
      keepDraft(path, new FormData(element));
    };
    return keep;
  }, [form, path, mayLeaveRef]);

  const leave = () => {
    mayLeaveRef.current = true;
    if (href !== null) router.push(href);
  };

  return href !== null && dialog !== null ? (
    <dialog.LeaveDialog onStay={() => setHref(null)} onLeave={leave} />
  ) : null;
}
