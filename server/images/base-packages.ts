import type { Distribution } from "./distribution.ts";

const COMMON = [
  "bash-completion",
  "ca-certificates",
  "curl",
  "docker.io",
  "file",
  "git",
  "iproute2",
  "iptables",
  "iputils-ping",
  "jq",
  "less",
  "nano",
  "ncurses-term",
  "procps",
  "psmisc",
  "socat",
  "sudo",
  "tini",
  "tree",
  "util-linux",
  "vim-tiny",
];

/** Where the two name or divide Docker's packages differently. */
const DOCKER: Readonly<Record<Distribution["origin"], readonly string[]>> = {
  Debian: ["docker-cli", "docker-compose", "docker-buildx"],
  Ubuntu: ["docker-compose-v2", "docker-buildx"],
};

/** What a learner finds installed. Recommended packages are left out, so each one needed stands here. */
export const basePackages = ({ origin }: Distribution): readonly string[] =>
  [...COMMON, ...DOCKER[origin]].sort();
