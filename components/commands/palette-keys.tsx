"use client";

import { useInBrowser } from "@/components/hydration/use-hydrated";
import { Kbd } from "@/components/ui/kbd";

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys that open the commands, as keyboards of this machine label them. */
export function PaletteKeys() {
  const onApple = useInBrowser(isApple, false);
  return (
    <span className="inline-flex gap-1">
      {(onApple ? ["⌘", "K"] : ["Ctrl", "K"]).map((name) => (
        <Kbd key={name}>{name}</Kbd>
      ))}
    </span>
  );
}
