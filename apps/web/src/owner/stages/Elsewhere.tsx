import { elsewhere as words } from "../../strings/en.owner.ts"
import { Empty } from "../../ui/Empty.tsx"

/** Another tab of this browser is this owner; this one waits for the seat. */
export function Elsewhere() {
  return (
    <div role="status">
      <Empty title={words.title}>
        <p>{words.text}</p>
      </Empty>
    </div>
  )
}
