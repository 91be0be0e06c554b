/**
 * The region of AWS that each region of Vercel is in: https://vercel.com/docs/regions. Supabase names the
 * same regions of AWS.
 */
const awsRegions: Readonly<Record<string, string>> = {
  arn1: "eu-north-1",
  bom1: "ap-south-1",
  cdg1: "eu-west-3",
  cle1: "us-east-2",
  cpt1: "af-south-1",
  dub1: "eu-west-1",
  dxb1: "me-central-1",
  fra1: "eu-central-1",
  gru1: "sa-east-1",
  hkg1: "ap-east-1",
  hnd1: "ap-northeast-1",
  iad1: "us-east-1",
  icn1: "ap-northeast-2",
  kix1: "ap-northeast-3",
  lhr1: "eu-west-2",
  pdx1: "us-west-2",
  sfo1: "us-west-1",
  sin1: "ap-southeast-1",
  syd1: "ap-southeast-2",
  yul1: "ca-central-1",
};

/** Zürich has no region of Vercel. */
const neighbours: Readonly<Record<string, string>> = { "eu-central-2": "fra1" };

/** The region of Vercel beside a region of AWS, or null where none is known. */
export function findVercelRegion(awsRegion: string): string | null {
  const beside = Object.entries(awsRegions).find(([, region]) => region === awsRegion);
  return beside?.[0] ?? neighbours[awsRegion] ?? null;
}

/** The region of AWS in the name of a database's host, as of Supabase's poolers, or null. */
export const awsRegionOf = (hostname: string): string | null =>
  /(?:^|[.-])((?:af|ap|ca|eu|me|sa|us)-(?:[a-z]+-)+\d)(?=\.)/.exec(hostname)?.[1] ?? null;
