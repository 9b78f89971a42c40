/** The lesson page's frame while its text is read. */
export default function Loading() {
  return (
    <div className="flex h-dvh flex-col" role="status">
      <div className="flex h-12 shrink-0 items-center border-b border-line px-4 text-sm text-ink-muted">
        Opening the lesson
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-[46fr_54fr] narrow:grid-cols-1">
        <div />
        <div className="bg-terminal narrow:hidden" />
      </div>
    </div>
  );
}
