import { lazy, type ReactNode, Suspense, useEffect, useState } from "react"
import { opening } from "../strings/en.owner.ts"
import { Page } from "../ui/Page.tsx"
import { startParticipant } from "../workers/participant.ts"
import { OwnerContext, useOwner } from "./OwnerContext.ts"
import { Choose } from "./stages/Choose.tsx"
import { Elsewhere } from "./stages/Elsewhere.tsx"
import { Trouble } from "./stages/Trouble.tsx"
import { createOwnerStore, type OwnerStore, openLink, type Stage, showFault } from "./store.ts"
import { useFocusOnStage } from "./useFocusOnStage.ts"

/* The landing comes with the page; each step after it is fetched while the owner is at the one before. */
const stages = {
  check: () => import("./stages/Check.tsx"),
  consent: () => import("./stages/ConsentStage.tsx"),
  part: () => import("./stages/TakePart.tsx"),
  gone: () => import("./stages/Gone.tsx"),
  welcomeBack: () => import("./stages/WelcomeBack.tsx"),
}
const Check = lazy(stages.check)
const ConsentStage = lazy(stages.consent)
const TakePart = lazy(stages.part)
const Gone = lazy(stages.gone)
const WelcomeBack = lazy(stages.welcomeBack)
const RegressionOwner = lazy(() => import("../regression/owner/RegressionOwner.tsx"))

/** The owner's tab: everything under /join/:study. The participant lives in a worker for as long as this stands. */
export default function OwnerPage({ study }: { study: string }) {
  const [store, setStore] = useState<OwnerStore | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another study is another participant.
  useEffect(() => {
    const { participant, stop } = startParticipant(() => showFault(opened))
    const opened = createOwnerStore(participant)
    setStore(opened)
    void openLink(opened, participant, location.href)
    // Only the fragment differs when somebody corrects a link that was cut off: the browser would not load it anew.
    const reload = () => location.reload()
    window.addEventListener("hashchange", reload)
    return () => {
      window.removeEventListener("hashchange", reload)
      stop()
    }
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
  useFocusOnStage(stage)
  const isReading = useOwner((state) => state.reading !== null)
  useEffect(() => {
    if (isReading) void stages.check()
    if (stage === "check") void stages.consent()
    if (stage === "consent") void stages.part()
  }, [stage, isReading])
  return (
    <Page title={title}>
      <Suspense fallback={null}>{SCREENS[stage]}</Suspense>
    </Page>
  )
}

const SCREENS: Readonly<Record<Stage, ReactNode>> = {
  opening: <p role="status">{opening.sentence}</p>,
  elsewhere: <Elsewhere />,
  trouble: <Trouble />,
  "welcome-back": <WelcomeBack />,
  choose: <Choose />,
  check: <Check />,
  consent: <ConsentStage />,
  part: <TakePart />,
  gone: <Gone />,
  regression: <RegressionOwner />,
}
