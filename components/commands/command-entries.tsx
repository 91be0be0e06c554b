import type { LucideIcon } from "lucide-react";
import { CommandGroup, CommandItem } from "@/components/ui/command";

/** A command, or a page to go to. */
export type Entry = { label: string; Icon: LucideIcon; onSelect: () => void };

type EntriesProps = {
  heading: string;
  entries: readonly Entry[];
  /** Words that find all of them. */
  keywords?: string[];
};

/** A group of commands under its heading. */
export function Entries({ heading, entries, keywords = [] }: EntriesProps) {
  return (
    <CommandGroup heading={heading}>
      {entries.map(({ label, Icon, onSelect }) => (
        <CommandItem key={label} value={label} keywords={keywords} onSelect={onSelect}>
          <Icon aria-hidden />
          <span className="truncate">{label}</span>
        </CommandItem>
      ))}
    </CommandGroup>
  );
}
