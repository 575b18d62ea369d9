import { wizard as words } from "../../strings/en.wizard.ts"
import type { DraftIssue } from "./draft.ts"

/**
 * What is wrong with a field, in a sentence under it.
 * @param factor what one unit on the screen is in the draft: bounds are named as the field shows them.
 */
export function issueSentence(issue: DraftIssue | undefined, factor = 1): string | undefined {
  switch (issue?.kind) {
    case undefined:
      return undefined
    case "not-a-number":
      return words.issue.notANumber
    case "not-whole":
      return words.issue.notWhole
    case "empty":
      return words.issue.empty
    case "too-small":
      return words.issue.least(issue.least / factor, issue.exclusive)
    case "too-large":
      return words.issue.most(issue.most / factor, issue.exclusive)
    case "other":
      return issue.message
  }
}
