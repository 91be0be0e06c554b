"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef, useState, type RefObject } from "react";
import { keepDraft } from "@/components/forms/draft-storage";
import { useLateModule } from "@/components/hydration/use-late-module";

// Fetched once there is something to lose.
const loadDialog = () => import("@/components/forms/leave-dialog");

/** Where a click on a link of this site leads, if it leads away from this page in this tab. */
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
  /** Set while what the form holds is being saved, or is to be given up. */
  mayLeaveRef: RefObject<boolean>;
};

/**
 * Asks before a link or the browser leaves a form with unsaved changes. Ways that cannot be asked
 * about, such as Back or a shortcut, keep them in this tab instead, for when the page is opened again.
 */
export function LeaveGuard({ form, isDirty, mayLeaveRef }: LeaveGuardProps) {
  const router = useRouter();
  const path = usePathname();
  const [target, setTarget] = useState<string | null>(null);
  const [dialog, fetchDialog] = useLateModule(loadDialog);
  const isUnsaved = useRef(isDirty);

  useEffect(() => {
    if (isDirty) fetchDialog();
  }, [isDirty, target, fetchDialog]);

  useEffect(() => {
    isUnsaved.current = isDirty;
    if (!isDirty) return;
    const askBrowser = (event: BeforeUnloadEvent) => {
      if (!mayLeaveRef.current) event.preventDefault();
    };
    const askHere = (event: MouseEvent) => {
      const href = mayLeaveRef.current ? null : leavingHref(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(href);
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
      // Whoever signs out leaves nothing behind for whoever signs in next.
      const isSignedOut = location.pathname.startsWith("/sign-in");
      if (element === null || !isUnsaved.current || mayLeaveRef.current || isSignedOut) return;
      keepDraft(path, new FormData(element));
    };
    return keep;
  }, [form, path, mayLeaveRef]);

  const leave = () => {
    mayLeaveRef.current = true;
    if (target !== null) router.push(target);
  };

  return target !== null && dialog !== null ? (
    <dialog.LeaveDialog onStay={() => setTarget(null)} onLeave={leave} />
  ) : null;
}
