import type { Metadata } from "next";
import { cookies } from "next/headers";
import { readTheme, THEME_COOKIE } from "../../server/protocol/preferences.ts";
import { Preflight } from "../_components/preflight/preflight.tsx";
import { SiteHeader } from "../_components/ui/site-header.tsx";

export const metadata: Metadata = {
  title: "Test the connection",
  description: "What works between this browser and the lab, and what to do where something does not.",
};

export default async function PreflightPage() {
  const jar = await cookies();
  return (
    <>
      <SiteHeader theme={readTheme(jar.get(THEME_COOKIE)?.value)} />
      <main className="mx-auto grid max-w-6xl gap-x-16 gap-y-8 px-4 pt-8 pb-24 sm:px-8 sm:pt-14 lg:grid-cols-[minmax(0,21rem)_minmax(0,1fr)]">
        <Preflight />
      </main>
    </>
  );
}
