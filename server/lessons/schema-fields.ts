import { z } from "zod";

export const Sentence = z.string().trim().min(3).max(400);

/** Compiled case-sensitively, dot does not match newlines; kept short so that no pattern can run away. */
export const Pattern = z
  .string()
  .min(1)
  .max(200)
  .refine((source) => {
    try {
      new RegExp(source);
      return true;
    } catch {
      return false;
    }
  }, "a valid regular expression");

export const Port = z.int().min(1).max(65535);
export const ImageName = z.string().min(1).max(200);

/** Names of environment variables or labels, each with a pattern for its value. */
export const PatternByName = z
  .record(z.string().min(1).max(100), Pattern)
  .refine((patterns) => Object.keys(patterns).length > 0, "name at least one");

/** At least one of the two borders; both count as inside. */
export function rangeOf(number: z.ZodNumber) {
  return z
    .strictObject({ min: number.optional(), max: number.optional() })
    .refine(({ min, max }) => min !== undefined || max !== undefined, "give min, max or both")
    .refine(({ min = -Infinity, max = Infinity }) => min <= max, "min is larger than max");
}

/** Fields that every kind has. `next` overrides the step that the kind suggests by itself. */
export const common = { next: Sentence.optional(), expected: Sentence.optional() };
