import type { ComponentProps } from "react";

/** Five marks of a pulse, the fourth lower: the sign of the product. */
export function Logo(props: ComponentProps<"svg">) {
  return (
    <svg viewBox="0 0 20 20" width={20} height={20} aria-hidden {...props}>
      <g fill="var(--accent)">
        <rect x="1" y="9" width="2.8" height="8" rx="0.8" />
        <rect x="4.8" y="5" width="2.8" height="12" rx="0.8" />
        <rect x="8.6" y="2" width="2.8" height="15" rx="0.8" />
        <rect x="12.4" y="11" width="2.8" height="6" rx="0.8" />
        <rect x="16.2" y="7" width="2.8" height="10" rx="0.8" />
      </g>
    </svg>
  );
}
