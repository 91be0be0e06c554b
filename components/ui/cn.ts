import { clsx, type ClassValue } from "clsx";

/**
 * Joins class names. Of two that set the same property, the style sheet's order decides, not this
 * one: leave the weaker class out, or give the stronger one a variant such as `sm:`.
 */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}
