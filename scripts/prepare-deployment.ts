import { prepareDeployment } from "@/scripts/prepare-deployment/prepare-deployment";
import { complain, reasonOf, StartError } from "@/scripts/start/report";

/** The part of `npm run vercel-build` before the build. */
prepareDeployment().catch((error: unknown) => {
  complain(
    error instanceof StartError ? error.message : `the deployment failed: ${reasonOf(error)}`,
  );
  process.exitCode = 1;
});
