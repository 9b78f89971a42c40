import { z } from "zod";

const slug = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens");

/** Ids that appear in addresses and messages: a folder's name without its number prefix. */
export const TrackId = slug.brand("TrackId");
export type TrackId = z.infer<typeof TrackId>;
export const LessonId = slug.brand("LessonId");
export type LessonId = z.infer<typeof LessonId>;
export const TaskId = slug.brand("TaskId");
export type TaskId = z.infer<typeof TaskId>;

/** A learner is anonymous: 128 random bits, hex. */
export const LearnerId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand("LearnerId");
export type LearnerId = z.infer<typeof LearnerId>;

/** `t1`, `t2`, ...: unique within one session. */
export const TerminalId = z
  .string()
  .regex(/^t[0-9]{1,6}$/)
  .brand("TerminalId");
export type TerminalId = z.infer<typeof TerminalId>;
