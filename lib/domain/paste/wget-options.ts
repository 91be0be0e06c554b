import type { CurlOption, CurlReason } from "@/lib/domain/curl/curl-options";
import { wordsOf } from "@/lib/domain/word-list";

/**
 * The options of GNU Wget, with the names of its manual (https://www.gnu.org/software/wget/manual/).
 * What one means is said by the option of curl that does the same.
 */

/** An option of curl that does the same, nothing, or the reason why the option is left out. */
type Meaning = { as: string } | "silent" | CurlReason;

/** Those that end in `=` take a value. */
const options: readonly (readonly [Meaning, string])[] = [
  [{ as: "header" }, "header="],
  [{ as: "user-agent" }, "user-agent="],
  [{ as: "referer" }, "referer="],
  [{ as: "request" }, "method="],
  [{ as: "data-raw" }, "post-data= body-data="],
  [{ as: "max-time" }, "timeout= read-timeout="],
  [{ as: "head" }, "spider"],
  ["file", "post-file= body-file= input-file= config= input-metalink="],
  [
    "credential",
    `user= password= http-user= http-password= http-passwd= ftp-user= ftp-password= proxy-user=
    proxy-password= ask-password use-askpass= auth-no-challenge certificate= private-key= netrc`,
  ],
  ["cookie", "load-cookies= save-cookies= cookies keep-session-cookies"],
  ["insecure", "check-certificate"],
  [
    "silent",
    `quiet verbose debug output-document= output-file= append-output= directory-prefix= background
    show-progress progress= server-response report-speed= save-headers content-disposition
    content-on-error trust-server-names clobber hsts iri directories force-directories
    host-directories protocol-directories cut-dirs= version help cache compression= xattr
    use-server-timestamps unlink backups= no-config remove-listing`,
  ],
  [
    "setting",
    `accept= accept-regex= adjust-extension backup-converted base= bind-address= bind-dns-address=
    ca-certificate= ca-directory= certificate-type= ciphers= connect-timeout= continue
    convert-file-only convert-links crl-file= default-page= delete-after dns-cache dns-servers=
    dns-timeout= domains= egd-file= exclude-directories= exclude-domains= execute= follow-ftp
    follow-tags= ftp-stmlf ftps-clear-data-connection ftps-fallback-to-ftp ftps-implicit
    ftps-resume-ssl glob hsts-file= html-extension http-keep-alive https-only if-modified-since
    ignore-case ignore-length ignore-tags= include-directories= inet4-only inet6-only
    input-encoding= level= limit-rate= local-encoding= max-redirect= metalink-index=
    metalink-over-http mirror no-parent page-requisites parent passive-ftp pinnedpubkey=
    preferred-location= prefer-family= preserve-permissions private-key-type= protocol= proxy
    quota= random-file= random-wait recursive regex-type= reject= reject-regex= rejected-log=
    relative remote-encoding= restrict-file-names= retr-symlinks retry-connrefused
    retry-on-host-error retry-on-http-error= secure-protocol= span-hosts start-pos= strict-comments
    timestamping tries= wait= waitretry= warc-cdx warc-compression warc-dedup= warc-digests
    warc-file= warc-header= warc-keep-log warc-max-size= warc-tempdir=`,
  ],
];

type KnownOption = { meaning: Meaning; takesValue: boolean };

const known = new Map(
  options.flatMap(([meaning, names]) =>
    wordsOf(names).map((name): [string, KnownOption] => [
      name.replace("=", ""),
      { meaning, takesValue: name.endsWith("=") },
    ]),
  ),
);

/** The letters that stand for a name. `-n` begins a letter of its own, as in `-nv`. */
const shortOptions = new Map(
  wordsOf(`4=inet4-only 6=inet6-only A=accept B=base D=domains E=adjust-extension F=force-html
    H=span-hosts I=include-directories K=backup-converted L=relative N=timestamping O=output-document
    P=directory-prefix Q=quota R=reject S=server-response T=timeout U=user-agent V=version
    X=exclude-directories a=append-output b=background c=continue d=debug e=execute h=help i=input-file
    k=convert-links l=level m=mirror o=output-file p=page-requisites q=quiet r=recursive t=tries
    v=verbose w=wait x=force-directories nc=clobber nv=verbose nd=directories nH=host-directories
    np=parent`).map((pair): [string, string] => {
    const [letter = "", name = ""] = pair.split("=");
    return [letter, name];
  }),
);

/** An option by its name, or by the beginning of one that no other begins with. */
function findOption(name: string): [string, KnownOption] | null {
  const exact = known.get(name);
  if (exact !== undefined) return [name, exact];
  if (name.length < 3) return null;
  const fitting = [...known].filter(([full]) => full.startsWith(name));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** What `--no-…` means: where it switches a check or cookies off it is said, and else it is a setting. */
function findNegated(name: string): [string, KnownOption] | null {
  if (!name.startsWith("no-")) return null;
  const found = findOption(name.slice(3));
  if (found === null || found[1].takesValue) return null;
  const isCookies = found[0] === "cookies";
  return [name, { meaning: isCookies ? "silent" : found[1].meaning, takesValue: false }];
}

/** The options and the URLs of a command, in the order in which they stand, as options of curl. */
export function readWgetArguments(words: readonly string[]): {
  options: CurlOption[];
  urls: string[];
} {
  const taken: CurlOption[] = [];
  const urls: string[] = [];
  let index = 0;
  const take = (name: string, written: string, attached: string | null): boolean => {
    const found = findNegated(name) ?? findOption(name);
    if (found === null) {
      taken.push({ name, written, value: "", treatment: "unknown" });
      return false;
    }
    const [, { meaning, takesValue }] = found;
    const value = takesValue ? (attached ?? words[(index += 1)] ?? "") : "";
    taken.push(
      typeof meaning === "object"
        ? { name: meaning.as, written, value, treatment: "read" }
        : { name, written, value, treatment: meaning },
    );
    return takesValue;
  };
  let isAllUrls = false;
  for (; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (isAllUrls || word === "-" || !word.startsWith("-")) urls.push(word);
    else if (word === "--") isAllUrls = true;
    else if (word.startsWith("--")) {
      const [, name = "", , value] = /^--([^=]*)(=([^]*))?$/.exec(word) ?? [];
      take(name, `--${name}`, value ?? null);
    } else {
      for (let at = 1; at < word.length; at += 1) {
        const letter = word.charAt(at) === "n" ? word.slice(at, at + 2) : word.charAt(at);
        at += letter.length - 1;
        const rest = word.slice(at + 1);
        if (take(shortOptions.get(letter) ?? letter, `-${letter}`, rest === "" ? null : rest)) {
          break;
        }
      }
    }
  }
  return { options: taken, urls };
}
