import { type DataProblem, hasErrors, problemSentence } from "@tutti/data"
import { wizard as words } from "../../strings/en.wizard.ts"
import { Notice } from "../../ui/Notice.tsx"

/** What is wrong with the sample file, or was noticed in it, by row and column. */
export function FileProblems({ problems }: { problems: readonly DataProblem[] }) {
  if (problems.length === 0) return null
  return (
    <Notice tone={hasErrors(problems) ? "bad" : "warn"} title={words.data.notes}>
      <ul>
        {problems.map((found) => (
          <li key={`${found.code} ${found.column}`}>
            {problemSentence(found)} <code>{found.code}</code>
          </li>
        ))}
      </ul>
    </Notice>
  )
}
