import type { CheckSpec } from "../lessons/schema.ts";
import type { Check } from "./check.ts";
import { allCheck } from "./kinds/all.ts";
import { answerCheck } from "./kinds/answer.ts";
import { containerCheck } from "./kinds/container.ts";
import { containerEventCheck } from "./kinds/container-event.ts";
import { containerGoneCheck } from "./kinds/container-gone.ts";
import { fileCheck } from "./kinds/file.ts";
import { httpCheck } from "./kinds/http.ts";
import { imageCheck } from "./kinds/image.ts";
import { imageEventCheck } from "./kinds/image-event.ts";
import { networkCheck } from "./kinds/network.ts";
import { quizCheck } from "./kinds/quiz.ts";
import { registryCheck } from "./kinds/registry.ts";
import { scriptCheck } from "./kinds/script.ts";
import { sortCheck } from "./kinds/sort.ts";
import { volumeCheck } from "./kinds/volume.ts";
import { unavailable } from "./verdict.ts";

/** What a lesson says about a task -> the check that looks for it. Its `run` answers, whatever the sandbox does. */
export function buildCheck(spec: CheckSpec): Check {
  const check = kindOf(spec);
  return { ...check, run: (context) => check.run(context).catch(unavailable) };
}

function kindOf(spec: CheckSpec): Check {
  switch (spec.kind) {
    case "container":
      return containerCheck(spec);
    case "container-gone":
      return containerGoneCheck(spec);
    case "container-event":
      return containerEventCheck(spec);
    case "image":
      return imageCheck(spec);
    case "image-event":
      return imageEventCheck(spec);
    case "volume":
      return volumeCheck(spec);
    case "network":
      return networkCheck(spec);
    case "registry":
      return registryCheck(spec);
    case "file":
      return fileCheck(spec);
    case "http":
      return httpCheck(spec);
    case "answer":
      return answerCheck(spec);
    case "quiz":
      return quizCheck(spec);
    case "sort":
      return sortCheck(spec);
    case "script":
      return scriptCheck(spec);
    case "all":
      return allCheck(spec.checks.map(kindOf));
    default:
      return spec satisfies never;
  }
}
