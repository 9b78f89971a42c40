import { afterEach, describe, vi } from "vitest";
import { refuses } from "../../../server/testing/attempt.ts";
import { openLink } from "./open-link.ts";

/** A program prints a link (OSC 8) whose words say one thing and whose address is another, and the learner clicks. */

type Opening = (address: string) => void;
const ours: Opening = (address) => openLink(undefined, address);
const naive: Opening = (address) => void window.open(address);
const control = { kind: "a naive way to do the same", place: () => naive } as const;

afterEach(() => vi.unstubAllGlobals());

/** Which addresses the browser was asked to open. */
const opens = (address: string) => async (opening: Opening) => {
  const opened: string[] = [];
  vi.stubGlobal("window", { open: (asked: string) => void opened.push(asked) });
  opening(address);
  return opened.length > 0;
};

describe("by a link in a terminal nobody can", () => {
  refuses(
    () => ours,
    [
      { wants: "run a script in the page", tried: opens("javascript:alert(document.cookie)"), control },
      { wants: "run a script behind spaces", tried: opens(" javascript:https://example.org"), control },
      { wants: "run a script by another name", tried: opens("vbscript:msgbox(1)"), control },
      { wants: "show a page of its own making", tried: opens("data:text/html,<script>1</script>"), control },
      { wants: "show a file of the learner's own computer", tried: opens("file:///etc/passwd"), control },
      {
        wants: "start a program of the learner's own computer",
        tried: opens("ssh://-oProxyCommand=x"),
        control,
      },
    ],
  );
});
