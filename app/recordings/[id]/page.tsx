import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { readTheme, THEME_COOKIE } from "../../../server/protocol/preferences.ts";
import { RecordingId } from "../../../server/protocol/recordings.ts";
import { lessonTitles } from "../../_components/recordings/lesson-titles.ts";
import { RecordingReplay } from "../../_components/replay/recording-replay.tsx";
import { SiteHeader } from "../../_components/ui/site-header.tsx";
import { readCourse } from "../../_lib/course.ts";

interface ReplayPageProps {
  params: Promise<{ id: string }>;
}

async function idOf(params: ReplayPageProps["params"]): Promise<RecordingId> {
  const id = RecordingId.safeParse((await params).id);
  if (!id.success) notFound();
  return id.data;
}

export async function generateMetadata({ params }: ReplayPageProps): Promise<Metadata> {
  await idOf(params);
  return { title: "Recording" };
}

export default async function ReplayPage({ params }: ReplayPageProps) {
  const [id, course, jar] = await Promise.all([idOf(params), readCourse(), cookies()]);
  return (
    <>
      <SiteHeader theme={readTheme(jar.get(THEME_COOKIE)?.value)} places={["everywhere", "replay"]} />
      <main className="mx-auto max-w-6xl px-4 pt-6 pb-24 sm:px-8 sm:pt-10">
        <RecordingReplay id={id} titles={lessonTitles(course)} />
      </main>
    </>
  );
}
