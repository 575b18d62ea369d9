import { result, gone as words } from "../../strings/en.owner-part.ts"
import { Button } from "../../ui/Button.tsx"
import { PageHead } from "../../ui/Page.tsx"
import { saveText } from "../download.ts"
import { useOwner } from "../OwnerContext.ts"
import styles from "./Stage.module.css"

/** Left for good; the receipt is all that this tab still holds. */
export default function Gone() {
  const receipt = useOwner((state) => state.receipt)
  return (
    <>
      <PageHead title={words.title} lead={words.text} />
      {receipt !== null && <p>{words.receipt}</p>}
      <div className={styles.actions}>
        {receipt !== null && (
          <Button look="primary" icon="download" onClick={() => saveText("tutti-receipt.json", receipt)}>
            {result.receipt.download}
          </Button>
        )}
        <Button icon="link" onClick={() => location.reload()}>
          {words.again}
        </Button>
      </div>
    </>
  )
}
