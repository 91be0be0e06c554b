/** A word of a command without its folder. */
export const baseName = (word: string): string => word.replace(/^.*[\\/]/, "");

/** Words of a shell that run what follows them. */
export const isShellKeyword = (word: string): boolean =>
  /^(?:if|then|else|elif|while|until|do|!|\{|exec|builtin)$/.test(word);

const RUNNERS = new Set(
  `sudo doas su runuser env nice ionice chrt taskset timeout flock setlock time nohup setsid chronic
  cronic run-one systemd-cat systemd-run stdbuf unbuffer torsocks proxychains proxychains4 docker podman
  kubectl ssh sh bash zsh dash ksh watch xargs eval echo script command`.split(/\s+/),
);

const OTHERS = new Set(
  `curl wget cd test sleep exec if php python python3 node perl ruby java find rsync tar rm cp mv cat
  touch make lynx fetch source export set`.split(/\s+/),
);

/** Whether a program runs the command that follows it, which may stand in one word. */
export const runsACommand = (word: string): boolean => RUNNERS.has(baseName(word));

/** Whether a word is a program that crontabs often run, and so no user of the system. */
export const isCommonProgram = (word: string): boolean => RUNNERS.has(word) || OTHERS.has(word);
