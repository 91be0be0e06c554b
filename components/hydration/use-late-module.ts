import { useCallback, useState } from "react";

/**
 * A module that the first paint can do without: null until `fetchModule` has loaded it. Where
 * loading fails, the next call tries again.
 */
export function useLateModule<Module>(
  load: () => Promise<Module>,
): [module: Module | null, fetchModule: () => void] {
  const [module, setModule] = useState<Module | null>(null);
  const fetchModule = useCallback(() => {
    if (module !== null) return;
    load().then(
      (loaded) => setModule(() => loaded),
      () => undefined,
    );
  }, [load, module]);
  return [module, fetchModule];
}
