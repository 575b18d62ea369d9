import { elsewhere as words } from "../../strings/en.owner.ts"
import { PageHead } from "../../ui/Page.tsx"

/** Another tab of this browser is this owner; this one waits for the seat. */
export function Elsewhere() {
  return (
    <div role="status">
      <PageHead title={words.title} lead={words.text} />
    </div>
  )
}
