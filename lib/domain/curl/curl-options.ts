import { wordsOf } from "@/lib/domain/word-list";

/**
 * The options of curl, with the names and defaults of its manual (https://curl.se/docs/manpage.html).
 */

/**
 * Why a part of a command was left out or needs a second look:
 * - `credential`, `cookie`: may only be sent as a secret, by its name
 * - `file`, `form`: the content lies on another machine, or is a form of several parts
 * - `insecure`: certificates are always verified
 * - `header`, `method`: may not be set, or not be used
 * - `setting`, `unknown`: an option that no routine has, or one that curl does not have
 * - `variable`: stays as it was written, because only a shell knows its value
 * - `glob`: stays as it was written, and curl would make several URLs of it
 * - `url`, `rest`: only the first URL of the first command was read
 * - `unclosed`: a quote reaches to the end of the text
 */
export const curlReasons = [
  "credential",
  "cookie",
  "file",
  "form",
  "insecure",
  "header",
  "method",
  "setting",
  "unknown",
  "variable",
  "glob",
  "url",
  "rest",
  "unclosed",
] as const;
export type CurlReason = (typeof curlReasons)[number];

/** An option is read, ignored because it concerns the terminal alone, or left out for a reason. */
type Treatment = "read" | "silent" | CurlReason;

/** The options that mean something here. Those that end in `=` take a value. */
const meaningfulOptions: readonly (readonly [Treatment, string])[] = [
  [
    "read",
    `request= url= url-query= header= data= data-ascii= data-raw= data-binary= data-urlencode= json=
    user-agent= referer= range= max-time= get head location location-trusted follow globoff next`,
  ],
  [
    "credential",
    `user= oauth2-bearer= aws-sigv4= cert= key= pass= netrc-file= netrc netrc-optional basic
    digest ntlm ntlm-wb negotiate anyauth proxy-user= proxy-header= proxy-cert= proxy-key= proxy-pass=
    tlsuser= tlspassword= proxy-tlsuser= proxy-tlspassword=`,
  ],
  ["cookie", "cookie= cookie-jar="],
  ["file", "upload-file= config="],
  ["form", "form= form-string="],
  ["insecure", "insecure"],
  [
    "silent",
    `output= output-dir= write-out= dump-header= stderr= trace= trace-ascii= trace-config= libcurl=
    parallel-max= create-file-mode= compressed silent show-error verbose include show-headers fail
    fail-with-body fail-early progress-bar progress-meter buffer remote-name remote-name-all
    remote-header-name create-dirs path-as-is styled-output trace-time trace-ids disable parallel
    parallel-immediate keepalive alpn npn sessionid junk-session-cookies remove-on-error skip-existing
    clobber xattr help manual version out-null compressed-ssh metalink`,
  ],
];

/** The rest, by name only: settings that no routine has. */
const otherOptions = `abstract-unix-socket= alt-svc= append ca-native cacert= capath= cert-status cert-type= ciphers=
  connect-timeout= connect-to= continue-at= crlf crlfile= curves= delegation= disable-eprt
  disable-epsv disallow-username-in-url dns-interface= dns-ipv4-addr= dns-ipv6-addr= dns-servers=
  doh-cert-status doh-insecure doh-url= dump-ca-embed ech= egd-file= engine= eprt epsv etag-compare=
  etag-save= expect100-timeout= false-start form-escape ftp-account= ftp-alternative-to-user=
  ftp-create-dirs ftp-method= ftp-pasv ftp-port= ftp-pret ftp-skip-pasv-ip ftp-ssl ftp-ssl-ccc
  ftp-ssl-ccc-mode= ftp-ssl-control ftp-ssl-reqd happy-eyeballs-timeout-ms= haproxy-clientip=
  haproxy-protocol hostpubmd5= hostpubsha256= hsts= http0.9 http1.0 http1.1 http2
  http2-prior-knowledge http3 http3-only ignore-content-length interface= ip-tos= ipfs-gateway= ipv4
  ipv6 keepalive-cnt= keepalive-time= key-type= knownhosts= krb= limit-rate= list-only local-port=
  login-options= mail-auth= mail-from= mail-rcpt-allowfails mail-rcpt= max-filesize= max-redirs=
  mptcp noproxy= parallel-max-host= pinnedpubkey= post301 post302 post303 preproxy= proto-default=
  proto-redir= proto= proxy-anyauth proxy-basic proxy-ca-native proxy-cacert= proxy-capath=
  proxy-cert-type= proxy-ciphers= proxy-crlfile= proxy-digest proxy-http2 proxy-http3 proxy-insecure
  proxy-key-type= proxy-negotiate proxy-ntlm proxy-pinnedpubkey= proxy-service-name=
  proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tls13-ciphers= proxy-tlsauthtype=
  proxy-tlsv1 proxy1.0= proxy= proxytunnel pubkey= quote= random-file= rate= raw remote-time
  request-target= resolve= retry-all-errors retry-connrefused retry-delay= retry-max-time= retry=
  sasl-authzid= sasl-ir service-name= sigalgs= socks4= socks4a= socks5-basic socks5-gssapi
  socks5-gssapi-nec socks5-gssapi-service= socks5-hostname= socks5= speed-limit= speed-time= ssl
  ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort ssl-sessions=
  sslv2 sslv3 suppress-connect-headers tcp-fastopen tcp-nodelay telnet-option= tftp-blksize=
  tftp-no-options time-cond= tls-earlydata tls-max= tls13-ciphers= tlsauthtype= tlsv1 tlsv1.0
  tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding unix-socket= upload-flags= use-ascii variable= vlan-priority=`;

/** The letters that stand for a name. */
const shortOptions = new Map(
  wordsOf(`#=progress-bar :=next 0=http1.0 1=tlsv1 2=sslv2 3=sslv3 4=ipv4 6=ipv6 a=append A=user-agent
    b=cookie B=use-ascii c=cookie-jar C=continue-at d=data D=dump-header e=referer E=cert
    f=fail F=form g=globoff G=get h=help H=header i=include I=head j=junk-session-cookies
    J=remote-header-name k=insecure K=config l=list-only L=location m=max-time M=manual
    n=netrc N=no-buffer o=output O=remote-name p=proxytunnel P=ftp-port q=disable Q=quote
    r=range R=remote-time s=silent S=show-error t=telnet-option T=upload-file u=user
    U=proxy-user v=verbose V=version w=write-out x=proxy X=request y=speed-time Y=speed-limit
    z=time-cond Z=parallel`).map((pair) => [pair.charAt(0), pair.slice(2)]),
);

type KnownOption = { takesValue: boolean; treatment: Treatment };

const knownOptions = new Map(
  [...meaningfulOptions, ["setting", otherOptions] as const].flatMap(([treatment, names]) =>
    wordsOf(names).map((name): [string, KnownOption] => [
      name.replace("=", ""),
      { takesValue: name.endsWith("="), treatment },
    ]),
  ),
);

/**
 * What `--no-…` switches off is off by default, or concerns the terminal. The value of `--expand-…` holds
 * variables of curl.
 */
function findOption(name: string): KnownOption | undefined {
  const known = knownOptions.get(name);
  if (known !== undefined) return known;
  if (name.startsWith("no-") && knownOptions.get(name.slice(3))?.takesValue === false) {
    return { takesValue: false, treatment: "silent" };
  }
  return name.startsWith("expand-") && knownOptions.get(name.slice(7))?.takesValue === true
    ? { takesValue: true, treatment: "variable" }
    : undefined;
}

/** An option with hyphens, where a word processor has put dashes. */
function withHyphens(word: string): string {
  const [, name] = /^[\u2010-\u2015\u2212]+([\w.-].*)$/su.exec(word) ?? [];
  if (name === undefined) return word;
  return name.length > 1 && findOption(/^[\w.-]+/.exec(name)?.[0] ?? "") !== undefined
    ? `--${name}`
    : `-${name}`;
}

/** An option as it was given: by its long name, and as it was written. */
export type CurlOption = { name: string; written: string; value: string; treatment: Treatment };

const looksLikeUrl = (word: string) =>
  /^(?:[a-z][a-z0-9+.-]*:\/\/|localhost\b|\[|[\w-]+(?:\.[\w-]+)+(?:[:/?#]|$))/i.test(word);

/** The options and the URLs of a command, in the order in which they stand, up to `--next`. */
export function readArguments(words: readonly string[]): {
  options: CurlOption[];
  urls: string[];
  hasNext: boolean;
} {
  const options: CurlOption[] = [];
  const urls: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = withHyphens(words[index] ?? "");
    const take = (name: string, written: string, attached: string): boolean => {
      const known = findOption(name);
      if (known === undefined) {
        options.push({ name, written, value: "", treatment: "unknown" });
        return false;
      }
      const value = known.takesValue ? attached || (words[(index += 1)] ?? "") : "";
      options.push({ name, written, value, treatment: known.treatment });
      return known.takesValue;
    };
    if (word.startsWith("--")) {
      if (word === "--") continue;
      const [written = word] = word.split("=", 1);
      const name = word.slice(2);
      take(name, written, "");
      const next = words[index + 1];
      const isItsValue =
        findOption(name) === undefined &&
        written === word &&
        next !== undefined &&
        !next.startsWith("-") &&
        !looksLikeUrl(next);
      if (isItsValue) index += 1;
    } else if (word.startsWith("-") && word !== "-") {
      const letters = Array.from(word.slice(1));
      letters.some((letter, at) =>
        take(shortOptions.get(letter) ?? letter, `-${letter}`, letters.slice(at + 1).join("")),
      );
    } else {
      urls.push(word);
    }
    if (options.at(-1)?.name === "next") return { options, urls, hasNext: true };
  }
  return { options, urls, hasNext: false };
}
