import type { ComponentProps } from "react";

type LateMenuTriggerProps = ComponentProps<"button"> & {
  /** Called by the click or key that opens the menu; once the menu is loaded, it takes over. */
  onAsk: () => void;
};

/** The button of a menu whose code is loaded when it is first opened. */
export function LateMenuTrigger({ onAsk, ...props }: LateMenuTriggerProps) {
  return (
    <button
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={onAsk}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        onAsk();
      }}
      {...props}
    />
  );
}
