import type { ComponentProps } from "react";

/** A choice of a file: a button, in the words of the browser, and the name of the file. */
export function FileInput(props: Omit<ComponentProps<"input">, "type" | "className">) {
  return (
    <input
      type="file"
      className="max-w-full text-sm file:mr-3 file:h-9 file:cursor-pointer file:rounded-control file:border file:border-control file:bg-raised file:px-3.5 file:font-medium max-lg:file:h-11"
      {...props}
    />
  );
}
