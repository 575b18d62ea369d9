import { trouble as words } from "../../strings/en.owner.ts"
import { Button } from "../../ui/Button.tsx"
import { PageHead } from "../../ui/Page.tsx"
import { useOwner } from "../OwnerContext.ts"
import { ProblemNotice } from "../parts/ProblemNotice.tsx"

/** The link leads nowhere, or not now. */
export function Trouble() {
  const problem = useOwner((state) => state.problem)
  return (
    <>
      <PageHead title={words.title} />
      {problem !== null && (
        <ProblemNotice
          problem={problem}
          actions={
            <Button look="primary" icon="reconnecting" onClick={() => location.reload()}>
              {words.reload}
            </Button>
          }
        />
      )}
    </>
  )
}
