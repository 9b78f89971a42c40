import type { Metadata } from "next";
import { cookies } from "next/headers";
import { readTheme, THEME_COOKIE } from "../../server/protocol/preferences.ts";
import { lessonTitles } from "../_components/recordings/lesson-titles.ts";
import { RecordingsOverview } from "../_components/recordings/recordings-overview.tsx";
import { CourseSearch } from "../_components/search/course-search.tsx";
import { SiteHeader } from "../_components/ui/site-header.tsx";
import { readCourse } from "../_lib/course.ts";

export const metadata: Metadata = {
  title: "Recordings",
  description: "What your terminals printed, to be played again.",
};

export default async function RecordingsPage() {
  const [course, jar] = await Promise.all([readCourse(), cookies()]);
  return (
    <>
      <SiteHeader theme={readTheme(jar.get(THEME_COOKIE)?.value)} here="/recordings">
        <CourseSearch look="field" />
      </SiteHeader>
      <main className="mx-auto grid max-w-6xl gap-x-16 gap-y-8 px-4 pt-8 pb-24 sm:px-8 sm:pt-14 lg:grid-cols-[minmax(0,21rem)_minmax(0,1fr)]">
        <RecordingsOverview titles={lessonTitles(course)} />
      </main>
    </>
  );
}
