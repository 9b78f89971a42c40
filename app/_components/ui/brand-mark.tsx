/** A box on its way down the ramp. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M5 25.5 27 16.5" stroke="var(--on-accent)" strokeWidth="2.6" strokeLinecap="round" />
      <rect
        x="10"
        y="8.2"
        width="11"
        height="9"
        rx="1.8"
        fill="var(--on-accent)"
        transform="rotate(-22.2 15.5 12.7)"
      />
    </svg>
  );
}
