import { encode } from "uqr";

/** Light edge that readers need, in modules. */
const EDGE = 4;

/** A QR code, dark on light in both themes: few readers take the reverse. */
export function QrPicture({ text, label, className }: { text: string; label: string; className?: string }) {
  const { data, size } = encode(text, { ecc: "M", border: EDGE });
  const modules = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={className}
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={modules.join("")} fill="#11161b" />
    </svg>
  );
}
