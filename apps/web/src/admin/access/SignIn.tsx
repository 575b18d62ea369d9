import { type FormEvent, useState } from "react"
import { access as words } from "../../strings/en.admin.ts"
import { Button } from "../../ui/Button.tsx"
import { Field } from "../../ui/Field.tsx"
import { Page, PageHead } from "../../ui/Page.tsx"
import styles from "./SignIn.module.css"
import { tokenIn } from "./token.ts"

/** For whoever came without the link, or with one that no longer opens. */
export function SignIn({ onToken }: { onToken: (token: string) => void }) {
  const [pasted, setPasted] = useState("")
  const [wrong, setWrong] = useState(false)

  function open(event: FormEvent) {
    event.preventDefault()
    const token = tokenIn(pasted)
    if (token === null) setWrong(true)
    else onToken(token)
  }

  return (
    <Page title={words.title}>
      <PageHead title={words.title} lead={words.lead} />
      <form className={styles.form} onSubmit={open}>
        <Field
          label={words.field}
          hint={words.hint}
          problem={wrong ? words.notOne : undefined}
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={pasted}
          onChange={({ target }) => {
            setPasted(target.value)
            setWrong(false)
          }}
        />
        <Button look="primary" type="submit">
          {words.open}
        </Button>
      </form>
    </Page>
  )
}
