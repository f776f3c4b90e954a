import { ArrowUpFromLine, Landmark, type LucideIcon, Mail, RotateCcw, Target, Zap } from "lucide-react";
import type { AnnotationKind } from "../../server/annotations/contract.ts";
import { kindWords } from "./plot-marks.ts";

/** Shape and word of each kind of annotation; whoever shows one shows these. */
export const kindLooks: Record<AnnotationKind, { word: string; Icon: LucideIcon }> = {
  policy: { word: kindWords.policy, Icon: Landmark },
  release: { word: kindWords.release, Icon: ArrowUpFromLine },
  order: { word: kindWords.order, Icon: Mail },
  outage: { word: kindWords.outage, Icon: Zap },
  campaign: { word: kindWords.campaign, Icon: Target },
  restatement: { word: kindWords.restatement, Icon: RotateCcw },
};
