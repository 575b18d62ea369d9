import type { StudySpec } from "@tutti/protocol"
import { useEffect, useRef } from "react"
import { invites as words } from "../../strings/en.study-pages.ts"
import { Button } from "../../ui/Button.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { formatMoment } from "../../ui/format.ts"
import { QrCode } from "../../ui/QrCode.tsx"
import styles from "./Invites.module.css"
import type { InvitesState } from "./invites-store.ts"

/** The new link: to copy, to scan, to print. Printed, it is a sheet that can be handed to an owner. */
export function FreshInvite({
  fresh,
  study,
  onAnother,
}: {
  fresh: NonNullable<InvitesState["fresh"]>
  study: StudySpec
  onAnother: () => void
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className={styles.fresh}>
      <div className={styles.column}>
        <h2 ref={heading} tabIndex={-1} className={styles.screenOnly}>
          {words.ready}
        </h2>
        <p className={styles.screenOnly}>{words.once}</p>
        <div className={styles.sheet}>
          <p>{study.organiser}</p>
          <p>{study.purpose}</p>
          <p>{words.sheet.lead}</p>
          <p>{words.sheet.how}</p>
        </div>
        <output className={styles.link} aria-label={words.link}>
          {fresh.link}
        </output>
        <p className={styles.terms}>
          {words.column.expires} {formatMoment(fresh.expiresAt)} · {words.usedOf(0, fresh.uses)}
        </p>
        <div className={styles.actions}>
          <CopyButton look="primary" text={fresh.link} label={words.copy} />
          <Button onClick={() => window.print()}>{words.print}</Button>
          <Button look="quiet" onClick={onAnother}>
            {words.another}
          </Button>
        </div>
      </div>
      <QrCode text={fresh.link} label={words.qr} />
    </div>
  )
}
