import type { Metadata } from "next";
import { cookies } from "next/headers";
import { readTheme, THEME_COOKIE } from "../../server/protocol/preferences.ts";
import { ImageEntry } from "../_components/images/image-entry.tsx";
import { OriginSign } from "../_components/images/origin-sign.tsx";
import { CourseSearch } from "../_components/search/course-search.tsx";
import { SiteHeader } from "../_components/ui/site-header.tsx";
import { lessonsWith, readCatalogue } from "../_lib/catalogue.ts";
import { readCourse } from "../_lib/course.ts";

export const metadata: Metadata = {
  title: "Images",
  description: "The images that a learner's machine can pull here.",
};

export default async function ImagesPage() {
  const [images, course, jar] = await Promise.all([readCatalogue(), readCourse(), cookies()]);
  return (
    <>
      <SiteHeader theme={readTheme(jar.get(THEME_COOKIE)?.value)} here="/images">
        <CourseSearch look="field" />
      </SiteHeader>
      <main className="mx-auto grid max-w-6xl gap-x-16 gap-y-8 px-4 pt-8 pb-24 sm:px-8 sm:pt-14 lg:grid-cols-[minmax(0,21rem)_minmax(0,1fr)]">
        <div className="self-start lg:sticky lg:top-14">
          <h1 className="text-[2.25rem] leading-[1.1] font-semibold tracking-[-0.03em] sm:text-[2.75rem]">
            Images
          </h1>
          <p className="mt-3 max-w-md text-[1.0625rem] leading-relaxed text-ink-muted">
            What <code className="font-mono text-[0.9em]">docker pull</code> finds from your machine. They lie
            on the lab's own disk: no internet, no account, no limit.
          </p>
          <dl className="mt-6 flex max-w-md flex-col gap-3 text-sm leading-relaxed text-ink-muted">
            <div>
              <dt>
                <OriginSign standIn />
              </dt>
              <dd>
                Built here from Debian's packages, in place of an image that others publish. It takes the same
                commands in the lessons, and is not that image.
              </dd>
            </div>
            <div>
              <dt>
                <OriginSign standIn={false} />
              </dt>
              <dd>The image itself, as whoever made it published it.</dd>
            </div>
          </dl>
        </div>
        {images.length === 0 ? (
          <NoCatalogue />
        ) : (
          <ul aria-label="Images" className="border-t border-line">
            {images.map((image) => (
              <ImageEntry key={image.name} image={image} lessons={lessonsWith(image, course)} />
            ))}
          </ul>
        )}
      </main>
    </>
  );
}

function NoCatalogue() {
  return (
    <section aria-labelledby="no-catalogue" className="self-start rounded-panel border border-line p-5">
      <h2 id="no-catalogue" className="text-lg font-semibold tracking-tight">
        No images on this machine yet
      </h2>
      <p className="mt-1.5 text-ink-muted">
        They are made when the lab is set up. Whoever runs it starts that with{" "}
        <code className="font-mono text-[0.9em] text-ink">npm start</code>; then load this page again.
      </p>
    </section>
  );
}
