import { useStore } from "zustand"
import { useWakeLock } from "../../owner/useWakeLock.ts"
import { client, shared } from "../../strings/en.inference.ts"
import { PageHead, Section } from "../../ui/Page.tsx"
import { Progress } from "../../ui/Wait.tsx"
import type { ClientCard, ClientScreen, Output } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { InferenceNotice } from "../parts/InferenceNotice.tsx"
import { Presence } from "../parts/Presence.tsx"
import { RunFigures } from "../parts/RunFigures.tsx"
import { SafetyWords } from "../parts/SafetyWords.tsx"
import { WhatEachSaw } from "../parts/WhatEachSaw.tsx"
import { Answers } from "./Answers.tsx"
import { AskImages } from "./AskImages.tsx"
import type { ClientStore } from "./client-store.ts"
import { ScoreSet } from "./ScoreSet.tsx"

/** Images and their answers, the run in figures, and what of it each of the four saw. */
export function Asking({ store, card }: { store: ClientStore; card: ClientCard }) {
  const screen = useStore(store, (state) => state.screen)
  const problem = useStore(store, (state) => state.problem)
  const busy = useStore(store, (state) => state.busy)
  useWakeLock(busy)
  const { title, organiser, output } = card.spec
  const reason = screen === null ? shared.phase.connecting : waitingFor(screen)
  const shown = screen?.problem ?? problem
  return (
    <>
      <PageHead above={client.above(organiser)} title={title} />
      <Presence own="client" present={screen?.present ?? []} />
      {output === "score" ? (
        <ScoreSet store={store} reason={reason} />
      ) : (
        <AskImages store={store} card={card} reason={reason} />
      )}
      {shown !== null && (
        <div className={styles.foot}>
          <InferenceNotice problem={shown} />
        </div>
      )}
      {screen !== null && screen.run !== null && <Running screen={screen} />}
      <Answers store={store} />
      {screen !== null && screen.figures !== null && <LastRun screen={screen} output={output} />}
      {screen !== null && <WhatEachSaw seen={screen.seen} />}
    </>
  )
}

function Running({ screen: { phase, figures, wanted } }: { screen: ClientScreen }) {
  const have = figures?.rows ?? 0
  const sentence = phase === "keys" ? client.wait.keys : client.wait.running(have, wanted)
  return (
    <div className={styles.progress} role="status">
      <p>{sentence}</p>
      <Progress label={sentence} have={have} need={wanted} />
    </div>
  )
}

function LastRun({
  screen: { figures, safetyWords, copiesChecked },
  output,
}: {
  screen: ClientScreen
  output: Output
}) {
  return (
    <Section title={shared.figures.label}>
      {figures !== null && <RunFigures figures={figures} />}
      {copiesChecked !== null && <p className={styles.quiet}>{client.verification(copiesChecked, output)}</p>}
      <SafetyWords words={safetyWords} />
    </Section>
  )
}

/** Who is missing before a run can begin. */
function waitingFor({ phase, present }: ClientScreen): string | undefined {
  if (phase !== "waiting") return shared.phase[phase]
  const [owner, dealer] = [present.includes("owner"), present.includes("dealer")]
  if (owner && dealer) return undefined
  if (owner) return client.wait.dealer
  return dealer ? client.wait.owner : client.wait.both
}
