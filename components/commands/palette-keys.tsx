"use client";

import { useSyncExternalStore } from "react";
import { Kbd } from "@/components/ui/kbd";

const subscribeToNothing = () => () => undefined;
const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys that open the commands, as keyboards of this machine label them. */
export function PaletteKeys() {
  const onApple = useSyncExternalStore(subscribeToNothing, isApple, () => false);
  return (
    <span className="inline-flex gap-1">
      {(onApple ? ["⌘", "K"] : ["Ctrl", "K"]).map((name) => (
        <Kbd key={name}>{name}</Kbd>
      ))}
    </span>
  );
}
