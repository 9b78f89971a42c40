import type { Metadata } from "next";
import { cookies } from "next/headers";
import { HANDOVER_FAULTS, readHandoverCode, shownHandoverCode } from "../../server/protocol/handover-code.ts";
import { readTheme, THEME_COOKIE } from "../../server/protocol/preferences.ts";
import { HandoverForm } from "../_components/handover/handover-form.tsx";
import { SiteHeader } from "../_components/ui/site-header.tsx";
import { learnerProgress } from "../_lib/learner-progress.ts";

export const metadata: Metadata = {
  title: "Continue on this device",
  description: "Go on here as the learner that you are on another device: same progress, same machine.",
  // The address may hold a code.
  robots: { index: false },
};

interface ContinuePageProps {
  searchParams: Promise<{ code?: string | string[]; said?: string | string[] }>;
}

export default async function ContinuePage({ searchParams }: ContinuePageProps) {
  const [{ code, said }, jar, { passes }] = await Promise.all([searchParams, cookies(), learnerProgress()]);
  const known = typeof code === "string" ? readHandoverCode(code) : undefined;
  return (
    <>
      <SiteHeader theme={readTheme(jar.get(THEME_COOKIE)?.value)} />
      <main className="mx-auto max-w-2xl px-4 pt-8 pb-24 sm:px-8 sm:pt-14">
        <HandoverForm
          code={known === undefined ? "" : shownHandoverCode(known)}
          fault={HANDOVER_FAULTS.find((fault) => fault === said)}
          passedHere={passes.length}
        />
      </main>
    </>
  );
}
