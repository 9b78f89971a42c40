export interface MetricLine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the Prometheus text format, version 0.0.4. Throws at the first line that is not of it. */
export function metricLines(text: string): readonly MetricLine[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("# "))
    .map((line) => {
      const [, name, inside = "", number] =
        /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/.exec(
          line,
        ) ?? [];
      const value = number === "+Inf" ? Number.POSITIVE_INFINITY : Number(number);
      if (name === undefined || (Number.isNaN(value) && number !== "Nan")) {
        throw new Error(`not a line of metrics: ${line}`);
      }
      const labels = [...inside.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, key, quoted]) => [
        key,
        quoted,
      ]);
      return { name, labels: Object.fromEntries(labels), value };
    });
}

/** The value of the one line with this name and these labels; `undefined` = there is none. */
export const metricOf = (
  lines: readonly MetricLine[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined =>
  lines.find(
    (line) =>
      line.name === name &&
      Object.entries(labels).every(([key, value]) => line.labels[key] === value) &&
      Object.keys(line.labels).length === Object.keys(labels).length,
  )?.value;
