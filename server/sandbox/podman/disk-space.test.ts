import os from "node:os";
import { expect, it } from "vitest";
import { ensureDiskSpace } from "./disk-space.ts";

it("lets a machine be made while there is room, and refuses in words when there is not", async () => {
  await ensureDiskSpace(os.tmpdir(), 1);
  await expect(ensureDiskSpace(os.tmpdir(), Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
    code: "no-capacity",
    learnerMessage: expect.stringContaining("disk of this lab is almost full"),
  });
});
