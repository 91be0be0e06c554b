import type { ForbiddenTargetReason } from "@/lib/egress/target-url";

/** What strangers may type to reach where they should not, by what gives it away. */
export const hostileTargets: Record<
  Exclude<ForbiddenTargetReason, "own_host">,
  readonly string[]
> = {
  control_characters: [
    ...[" https://example.com", "https://example.com ", "https://example.com/a b"],
    ...[
      "\thttps://example.com",
      "https://exam\tple.com",
      "https://example.com\n",
      "ht\ntp://example.com",
    ],
    ...[
      "https://example.com/\r\nHost: x",
      "https://example.com/\u0000",
      "https://example.com/\u007f",
    ],
    ...["https://example.com/\u0085", "https://example.com/\u00a0", "https://example.com/\u3000"],
    ...["https://example.com/\u2028", "https://exam\u00adple.com", "https://example.com\u200b"],
    ...[
      "\ufeffhttps://example.com",
      "https://example.com/\u202egnp.exe",
      "https://example.com/\ud800",
    ],
    ...["https:\\\\example.com", "https://example.com\\@127.0.0.1/", "https://example.com/a\\b"],
  ],
  not_a_url: [
    ...[
      "",
      "example.com",
      "//example.com",
      "/path",
      "https:",
      "https://",
      "https:///",
      "https:example.com",
    ],
    ...[
      "https:/example.com",
      "https:///example.com",
      "http:////example.com",
      "https://?x",
      "https://#x",
    ],
    ...["https://example.com:65536", "https://example.com:80:80", "https://example.com:http"],
    ...["https://a..b.com", "https://.example.com", "https://example.com..", "https://."],
    ...["https://1.2.3.256", "https://1.2.3.4.5", "https://example.1", "https://0x100000000"],
    ...[
      "https://[::1",
      "https://[fe80::1%25eth0]",
      "https://[1.2.3.4]",
      "https://[v1.x]",
      "https://[]",
    ],
    ...[
      "https://*.example.com",
      "https://a,b.example.com",
      "https://exa%2fmple.com",
      "https://%00.com",
    ],
    ...[`https://${"a".repeat(64)}.com`, `https://${"a.".repeat(126)}com`],
  ],
  scheme: [
    ...["ftp://example.com", "file:///etc/passwd", "gopher://example.com", "ws://example.com"],
    ...["javascript:alert(1)", "data:text/plain,x", "dict://example.com:11211", "localhost:3000"],
    ...["HTTPX://example.com", "unix:/var/run/docker.sock", "blob:https://example.com/x"],
  ],
  userinfo: [
    ...["https://user@example.com", "https://user:password@example.com", "https://@example.com"],
    ...[
      "https://:@example.com",
      "https://example.com@127.0.0.1",
      "https://example.com:80@127.0.0.1",
    ],
    ...["https://a@b@example.com"],
  ],
  too_long: [`https://example.com/${"a".repeat(2029)}`, `https://example.com/${"é".repeat(400)}`],
  port: [
    ...[
      0, 1, 21, 22, 23, 25, 53, 81, 110, 111, 135, 139, 143, 389, 442, 444, 445, 465, 514, 587, 636,
    ],
    ...[
      873, 993, 1023, 1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5672, 5900, 5910,
    ],
    ...[
      5984, 5985, 6000, 6063, 6379, 6443, 6667, 8009, 9042, 9092, 9200, 9300, 10250, 10255, 11211,
    ],
    ...[15672, 27017, 27018, 27019],
  ].map((port) => `http://example.com:${port}/`),
  single_label: [
    ...["http://localhost", "http://LOCALHOST:8080", "http://localhost.", "http://intranet"],
    ...[
      "http://metadata/",
      "http://instance-data/",
      "http://kubernetes",
      "http://router",
      "http://com",
    ],
  ],
  special_use_name: [
    ...["http://a.localhost", "http://printer.local", "http://printer.LOCAL.", "http://x.internal"],
    ...[
      "http://metadata.google.internal/",
      "http://METADATA.google.INTERNAL./",
      "http://metadata.goog",
    ],
    ...["http://instance-data.ec2.internal", "http://host.docker.internal", "http://x.intranet"],
    ...[
      "http://x.corp",
      "http://x.home",
      "http://router.home.arpa",
      "http://x.lan",
      "http://x.private",
    ],
    ...["http://x.test", "http://x.example", "http://x.invalid", "http://x.onion", "http://x.alt"],
    ...[
      "http://1.0.0.127.in-addr.arpa",
      "http://kubernetes.default.svc",
      "http://metadata.tencentyun.com",
    ],
    ...[
      "http://kubernetes.default.svc.cluster.local",
      "http://localhost.localdomain",
      "http://x.ｌｏｃａｌ",
    ],
    ...["http://x.%6cocal", "http://x。local"],
  ],
  forbidden_address: [
    ...[
      "http://127.0.0.1",
      "http://127.0.0.1:8080/path",
      "http://127.1",
      "http://127.0.1",
      "http://0",
    ],
    ...[
      "http://0.0.0.0",
      "http://2130706433",
      "http://0x7f000001",
      "http://0x7f.0.0.1",
      "http://017700000001",
    ],
    ...[
      "http://0177.0.0.1",
      "http://0177.0x0.0.1",
      "http://127.0.0.1.",
      "http://0x7f.1.",
      "http://127.0.0.01",
    ],
    ...["http://１２７.０.０.１", "http://127。0。0。1", "http://127．0．0．1", "http://①②⑦.⓪.⓪.①"],
    ...["http://%31%32%37.0.0.1", "http://127%2e0%2e0%2e1", "http://𝟏𝟐𝟕.𝟎.𝟎.𝟏"],
    ...[
      "http://169.254.169.254/latest/meta-data/",
      "http://2852039166",
      "http://0xa9fea9fe",
      "http://169.254.43518",
    ],
    ...[
      "http://10.0.0.1",
      "http://172.16.0.1",
      "http://192.168.1.1",
      "http://100.64.0.1",
      "http://168.63.129.16",
    ],
    ...["http://192.0.0.192", "http://198.18.0.1", "http://224.0.0.1", "http://255.255.255.255"],
    ...[
      "http://[::1]",
      "http://[::]",
      "http://[0:0:0:0:0:0:0:1]:8080",
      "http://[::ffff:127.0.0.1]",
    ],
    ...[
      "http://[::ffff:7f00:1]",
      "http://[::127.0.0.1]",
      "http://[64:ff9b::7f00:1]",
      "http://[2002:7f00:1::]",
    ],
    ...[
      "http://[fe80::1]",
      "http://[fc00::1]",
      "http://[fd00:ec2::254]",
      "http://[ff02::1]",
      "http://[2001:db8::1]",
    ],
    ...["http://[2001::1]", "http://[2606:4700::5efe:7f00:1]", "http://[::ffff:0:127.0.0.1]"],
    ...["https://127.0.0.1:443", "HTTP://127.0.0.1", "http://127.0.0.1?x", "http://127.0.0.1#x"],
  ],
};
