import { useEffect, useState } from "react"
import { opening, part } from "../strings/en.owner.ts"
import { LiveRegion } from "../ui/LiveRegion.tsx"
import { Page } from "../ui/Page.tsx"
import { startParticipant } from "../workers/participant.ts"
import { OwnerContext, useOwner } from "./OwnerContext.ts"
import { Check } from "./stages/Check.tsx"
import { Choose } from "./stages/Choose.tsx"
import { ConsentStage } from "./stages/ConsentStage.tsx"
import { Elsewhere } from "./stages/Elsewhere.tsx"
import { Gone } from "./stages/Gone.tsx"
import { TakePart } from "./stages/TakePart.tsx"
import { Trouble } from "./stages/Trouble.tsx"
import { WelcomeBack } from "./stages/WelcomeBack.tsx"
import { createOwnerStore, type OwnerStore, openLink } from "./store.ts"
import { tabTitle, useTabIcon } from "./tab-progress.ts"

/** The owner's tab: everything under /join/:study. The participant lives in a worker for as long as this stands. */
export default function OwnerPage({ study }: { study: string }) {
  const [store, setStore] = useState<OwnerStore | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another study is another participant.
  useEffect(() => {
    const { participant, stop } = startParticipant()
    const opened = createOwnerStore(participant)
    setStore(opened)
    void openLink(opened, participant, location.href)
    return stop
  }, [study])
  if (store === null) return <Page title={opening.title}>{null}</Page>
  return (
    <OwnerContext value={store}>
      <OwnerScreens />
    </OwnerContext>
  )
}

function OwnerScreens() {
  const stage = useOwner((state) => state.stage)
  const title = useOwner((state) => state.opened?.card.spec.title ?? opening.title)
  const screen = useOwner((state) => state.screen)
  const rounds = useOwner((state) => state.opened?.card.spec.training.rounds ?? 0)
  useTabIcon(stage === "part" ? screen : null, rounds)
  return (
    <Page title={stage === "part" && screen !== null ? tabTitle(screen, rounds, title) : title}>
      {STAGES[stage]}
      <LiveRegion message={screen === null ? "" : spoken(screen)} />
    </Page>
  )

  function spoken({ phase, round }: NonNullable<typeof screen>): string {
    const what = part.phase[phase]()
    return round === null ? what : `${part.round(round, rounds)}. ${what}`
  }
}

const STAGES = {
  opening: <p role="status">{opening.sentence}</p>,
  elsewhere: <Elsewhere />,
  trouble: <Trouble />,
  "welcome-back": <WelcomeBack />,
  choose: <Choose />,
  check: <Check />,
  consent: <ConsentStage />,
  part: <TakePart />,
  gone: <Gone />,
} as const
