"use client";

import type { ComponentProps } from "react";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "ref"> & {
  /** Stands for several items of which some are checked. */
  isMixed?: boolean;
};

/** The browser's own checkbox, in the colour of a selection. */
export function Checkbox({ isMixed = false, ...props }: CheckboxProps) {
  return (
    <input
      type="checkbox"
      ref={(element) => {
        if (element !== null) element.indeterminate = isMixed;
      }}
      className="size-4 cursor-pointer accent-accent disabled:opacity-60"
      {...props}
    />
  );
}
