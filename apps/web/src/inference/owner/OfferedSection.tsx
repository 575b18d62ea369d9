import { useState } from "react"
import { useWakeLock } from "../../owner/useWakeLock.ts"
import { owner, shared } from "../../strings/en.inference.ts"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { Section } from "../../ui/Page.tsx"
import type { Offered, OwnerScreen } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { InferenceNotice } from "../parts/InferenceNotice.tsx"
import { Presence } from "../parts/Presence.tsx"
import { RunFigures } from "../parts/RunFigures.tsx"
import { SafetyWords } from "../parts/SafetyWords.tsx"
import { WhatEachSaw } from "../parts/WhatEachSaw.tsx"
import { EndOffer } from "./EndOffer.tsx"

const words = owner.offered

/** The links, who is there, the run under way in figures, and what passed this tab. */
export function OfferedSection({
  offered: { link, isKept },
  screen,
  onAgain,
}: {
  offered: Offered
  screen: OwnerScreen | null
  onAgain: () => void
}) {
  useWakeLock(true)
  return (
    <>
      <Section title={words.link}>
        <div className={styles.stack}>
          <p>{words.linkHint}</p>
          <output className={styles.link} aria-label={words.link}>
            {link}
          </output>
          <div className={styles.beside}>
            <CopyButton look="primary" text={link} label={words.copy} />
            <ButtonLink icon="link" href={link} target="_blank" rel="noreferrer">
              {words.open}
            </ButtonLink>
          </div>
          <p className={styles.quiet}>
            {words.dealerHint} <code>{`${location.origin}/dealer`}</code>
          </p>
          <p className={styles.quiet}>{isKept ? words.kept : words.unkept}</p>
        </div>
      </Section>
      {screen !== null && <Runs screen={screen} />}
      {screen !== null && <WhatEachSaw seen={screen.seen} />}
      <Again onAgain={onAgain} />
    </>
  )
}

function Runs({ screen }: { screen: OwnerScreen }) {
  const { phase, present, run, safetyWords, ended, figures, renewed, problem } = screen
  return (
    <Section title={words.runs}>
      <div className={styles.stack}>
        {problem !== null && <InferenceNotice problem={problem} />}
        {renewed && <p className={styles.quiet}>{words.renewed}</p>}
        <p role="status">{run === null ? waiting(screen) : `${words.now(run)}: ${shared.phase[phase]}`}</p>
        <Presence own="owner" present={present} />
      </div>
      {figures === null ? <p className={styles.quiet}>{words.noRun}</p> : <RunFigures figures={figures} />}
      <SafetyWords words={safetyWords} />
      <ul>
        {ended.slice(-5).map(({ run: number, reason, seat }) => (
          <li key={number} className={styles.quiet}>
            {words.ended(number, words.reason[reason](seat))}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function waiting({ phase, present }: OwnerScreen): string {
  if (phase !== "waiting") return shared.phase[phase]
  if (!present.includes("dealer")) return words.wait.dealer
  return present.includes("client") ? words.wait.both : words.wait.client
}

function Again({ onAgain }: { onAgain: () => void }) {
  const [asking, setAsking] = useState(false)
  return (
    <p style={{ marginTop: "var(--s6)" }}>
      <Button icon="stop" onClick={() => setAsking(true)}>
        {words.again}
      </Button>
      {asking && <EndOffer confirm={words.again} onEnd={onAgain} onClose={() => setAsking(false)} />}
    </p>
  )
}
