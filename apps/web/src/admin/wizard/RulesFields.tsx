import type { SecurePolicy, StudySpec } from "@tutti/protocol"
import { rules as words } from "../../strings/en.secure.ts"
import { Button } from "../../ui/Button.tsx"
import { Choice, FieldGroup } from "../../ui/Field.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { Notice } from "../../ui/Notice.tsx"
import { protectionOf } from "../../workers/participant/protection.ts"
import { ownersRange } from "../secure/owners-range.ts"
import type { Draft, DraftProblem } from "./draft.ts"
import { NumberField } from "./NumberField.tsx"
import {
  knowsSumsOnly,
  leastProtectedOwners,
  type Makings,
  modeOf,
  type RulesDraft,
  withSumsOnly,
} from "./rules-draft.ts"
import styles from "./Wizard.module.css"

/** Per cent on the screen, ten-thousandths in the policy: both sides compute with integers. */
const PER_CENT = 100

/** Who sees what: the secure mode as the rule, the trusted one as an exception with its price, the rules of the sums. */
export function RulesFields({
  draft,
  study,
  rules,
  makings,
  problems,
  onChange,
  onDraft,
}: {
  draft: Draft
  /** As it would be made now. */
  study: StudySpec
  rules: RulesDraft
  makings: Makings | null
  problems: readonly DraftProblem[]
  onChange: (rules: RulesDraft) => void
  onDraft: (draft: Draft) => void
}) {
  const isOffered = makings === null || makings.relay.modes.includes("secure")
  const mode = makings === null ? rules.mode : modeOf(rules, makings)
  const choose = (chosen: RulesDraft["mode"]) => onChange({ ...rules, mode: chosen })
  return (
    <FieldGroup legend={words.legend}>
      <Choice
        type="radio"
        name="mode"
        label={words.secure.name}
        hint={isOffered ? words.secure.hint : `${words.secure.hint} ${words.notOffered}`}
        disabled={!isOffered}
        checked={mode === "secure"}
        onChange={() => choose("secure")}
      />
      <Choice
        type="radio"
        name="mode"
        label={words.trusted.name}
        hint={words.trusted.hint}
        checked={mode === "trusted"}
        onChange={() => choose("trusted")}
      />
      {mode === "secure" && (
        <>
          <div className={styles.fields}>
            <NumberField
              label={words.expected}
              explain={words.expectedHint}
              value={rules.owners}
              problems={problems}
              path={["owners"]}
              onChange={(owners) => onChange({ ...rules, owners })}
            />
          </div>
          {knowsSumsOnly(draft) ? (
            study.secure && <Promised policy={study.secure} owners={rules.owners} problems={problems} />
          ) : (
            <Notice
              tone="warn"
              title={words.sumsOnly.title}
              actions={<Button onClick={() => onDraft(withSumsOnly(draft))}>{words.sumsOnly.mend}</Button>}
            >
              <p>{words.sumsOnly.text}</p>
            </Notice>
          )}
          {study.secure && (
            <PolicyFields policy={study.secure} rules={rules} problems={problems} onChange={onChange} />
          )}
          <p className={styles.key}>
            <Icon name="key" /> <span>{words.key}</span>
          </p>
        </>
      )}
    </FieldGroup>
  )
}

/** What the rules come to, in the sentence that the owners will read. */
function Promised({
  policy,
  owners,
  problems,
}: {
  policy: SecurePolicy
  owners: number
  problems: readonly DraftProblem[]
}) {
  if (problems.some(({ path }) => path[0] === "secure" || path[0] === "owners")) return null
  const { fewest, colluders, isDemonstration } = protectionOf(policy, owners)
  const { least, most } = ownersRange(policy)
  return (
    <>
      <p>{words.promise(fewest, owners, colluders)}</p>
      <p className={styles.quiet}>{words.range(least, most)}</p>
      {isDemonstration && (
        <Notice tone="warn" title={words.demonstration.title}>
          <p>
            {words.demonstration.text(fewest)} {words.more(leastProtectedOwners(policy))}
          </p>
        </Notice>
      )}
    </>
  )
}

function PolicyFields({
  policy,
  rules,
  problems,
  onChange,
}: {
  policy: SecurePolicy
  rules: RulesDraft
  problems: readonly DraftProblem[]
  onChange: (rules: RulesDraft) => void
}) {
  const { field, explain } = words
  const set = (part: RulesDraft["set"]) => onChange({ ...rules, set: { ...rules.set, ...part } })
  const at = (name: keyof SecurePolicy) => ({
    value: Number(policy[name]),
    problems,
    path: ["secure", name],
  })
  return (
    <details className={styles.fine}>
      <summary>
        {words.details} <span className={styles.quiet}>{words.detailsHint}</span>
      </summary>
      <div className={styles.fineBody}>
        <div className={styles.fields}>
          <NumberField
            label={field.minimumCohort}
            explain={explain.minimumCohort}
            {...at("minimumCohort")}
            onChange={(minimumCohort) => set({ minimumCohort })}
          />
          <NumberField
            label={field.dropout}
            explain={explain.dropout}
            unit={words.percent}
            factor={PER_CENT}
            {...at("dropoutPerTenThousand")}
            onChange={(dropoutPerTenThousand) => set({ dropoutPerTenThousand })}
          />
          <NumberField
            label={field.corrupt}
            explain={explain.corrupt}
            unit={words.percent}
            factor={PER_CENT}
            {...at("corruptPerTenThousand")}
            onChange={(corruptPerTenThousand) => set({ corruptPerTenThousand })}
          />
          <NumberField
            label={field.clipNorm}
            explain={explain.clipNorm}
            {...at("clipNorm")}
            onChange={(clipNorm) => set({ clipNorm })}
          />
          <NumberField
            label={field.maxContributions}
            explain={explain.maxContributions}
            {...at("maxContributions")}
            onChange={(maxContributions) => set({ maxContributions })}
          />
        </div>
      </div>
    </details>
  )
}
