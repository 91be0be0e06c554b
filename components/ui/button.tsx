import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps, MouseEvent } from "react";
import { cn } from "@/components/ui/cn";

const buttonVariants = cva(
  "inline-flex shrink-0 cursor-pointer items-center justify-center gap-1.5 rounded-control border font-medium whitespace-nowrap select-none transition-[opacity,transform] duration-150 ease-settle active:translate-y-px disabled:cursor-default disabled:opacity-60 aria-disabled:cursor-default aria-disabled:opacity-60 [&_svg]:size-4 [&_svg]:shrink-0 print:hidden",
  {
    variants: {
      variant: {
        primary:
          "border-transparent bg-accent text-on-accent hover:bg-accent-strong aria-disabled:hover:bg-accent",
        secondary: "border-control bg-raised text-ink hover:bg-sunken",
        ghost: "border-transparent text-ink-soft hover:bg-sunken hover:text-ink",
        danger: "border-control bg-raised text-failed hover:border-failed hover:bg-failed-wash",
        destructive: "border-transparent bg-failed text-raised hover:bg-failed-strong",
      },
      size: {
        md: "h-9 px-3.5 text-base max-lg:h-11 max-lg:px-4",
        sm: "h-7 px-2.5 text-sm max-lg:h-9 max-lg:px-3",
        icon: "size-9 max-lg:size-11",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonVariants> & {
    /** Gives the look to the only child, such as a link, instead of making a <button>. */
    asChild?: boolean;
    /** Its action is in flight: the button keeps the focus, and does nothing more for now. */
    isPending?: boolean;
  };

export function Button({
  className,
  variant,
  size,
  asChild = false,
  isPending = false,
  ...props
}: ButtonProps) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      className={cn(buttonVariants({ variant, size }), className)}
      {...props}
      {...(isPending && {
        "aria-disabled": true,
        onClick: (event: MouseEvent) => event.preventDefault(),
      })}
    />
  );
}
