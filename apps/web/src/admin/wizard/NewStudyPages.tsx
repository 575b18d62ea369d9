import { useEffect, useState } from "react"
import { Link, Redirect, Route, Switch, useLocation } from "wouter"
import { useStore } from "zustand"
import { wizard as words } from "../../strings/en.wizard.ts"
import { Icon } from "../../ui/Icon.tsx"
import { ErrorNotice } from "../../ui/Notice.tsx"
import { AdminFrame } from "../AdminFrame.tsx"
import { useAdmin } from "../access/admin-context.ts"
import { DataStep } from "./DataStep.tsx"
import { type DraftProblem, STEPS, stepOf } from "./draft.ts"
import { ModelStep } from "./ModelStep.tsx"
import { stepPath } from "./paths.ts"
import { ReviewStep } from "./ReviewStep.tsx"
import { studyIssues, studyOf } from "./rules-draft.ts"
import { TemplateStep } from "./TemplateStep.tsx"
import { TrainingStep } from "./TrainingStep.tsx"
import styles from "./Wizard.module.css"
import { createWizard } from "./wizard-store.ts"

/** From a template to a study in five steps, each with an address; a template goes to the last one at once. */
export default function NewStudyPages() {
  const { admin } = useAdmin()
  const [store] = useState(() => createWizard(admin))
  const { draft, rules, makings, failure, close } = useStore(store)
  useEffect(() => close, [close])
  const problems = draft ? studyIssues(studyOf(draft, rules, makings), rules) : []
  return (
    <AdminFrame title={words.title}>
      <div className={styles.wizard}>
        <StepList problems={problems} reachable={draft !== null} />
        <div className={styles.step}>
          {failure && <ErrorNotice error={failure} />}
          <Switch>
            <Route path={stepPath("template")}>
              <TemplateStep store={store} />
            </Route>
            {draft === null && (
              <Route path="/admin/new/:step">
                <Redirect to={stepPath("template")} replace />
              </Route>
            )}
            <Route path={stepPath("data")}>
              <DataStep store={store} />
            </Route>
            {draft && (
              <>
                <Route path={stepPath("model")}>
                  <ModelStep draft={draft} problems={problems} onChange={store.getState().change} />
                </Route>
                <Route path={stepPath("training")}>
                  <TrainingStep draft={draft} problems={problems} onChange={store.getState().change} />
                </Route>
                <Route path={stepPath("review")}>
                  <ReviewStep draft={draft} problems={problems} store={store} />
                </Route>
              </>
            )}
          </Switch>
        </div>
      </div>
    </AdminFrame>
  )
}

/** The steps as links: where one is, and where something is to be mended. */
function StepList({ problems, reachable }: { problems: readonly DraftProblem[]; reachable: boolean }) {
  const [path] = useLocation()
  return (
    <nav aria-label={words.steps} className={styles.steps}>
      <ol>
        {STEPS.map((step) => {
          const count = problems.filter((problem) => stepOf(problem) === step).length
          return (
            <li key={step}>
              {reachable || step === "template" ? (
                <Link href={stepPath(step)} aria-current={path === stepPath(step) ? "step" : undefined}>
                  {words.step[step]}
                </Link>
              ) : (
                <span>{words.step[step]}</span>
              )}
              {count > 0 && (
                <span className={styles.mend}>
                  <Icon name="warn" size={14} /> {words.problemsHere(count)}
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
