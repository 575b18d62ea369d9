import type { RefusalCode } from "@tutti/protocol"
import { encodeWeights, type Plan, type Words } from "@tutti/smpc"
import { Member, type MemberOptions, type MemberPorts } from "./member/member.ts"
import type { MemberView } from "./member/view.ts"
import { type Answered, OwnerRun } from "./roles/owner-run.ts"

export type OwnerView = MemberView & { readonly answered: Answered }

/** The model owner's machine: it answers the runs of the client that it was told of, and learns nothing of them but counts. */
export class InferenceOwner {
  /** Settles when this machine is out for good. */
  readonly over: Promise<RefusalCode | "closed">
  readonly #member: Member<OwnerRun>
  readonly #listeners = new Set<(view: OwnerView) => void>()
  #role: OwnerRun | undefined
  /** All runs are of the same terms and the same weights. */
  #encoded: Words | undefined

  /**
   * @param weights [parameters] in the network's order, which the terms' fixed point can hold; see `encodeWeights`
   */
  constructor(
    ports: MemberPorts,
    options: Omit<MemberOptions, "invite" | "ownerKey">,
    weights: Float32Array,
  ) {
    let over: (code: RefusalCode | "closed") => void = () => {}
    this.over = new Promise((resolve) => {
      over = resolve
    })
    this.#member = new Member(
      "owner",
      ports,
      options,
      (setup) => {
        this.#encoded ??= encoded(setup.terms.plan, weights)
        return new OwnerRun(setup, this.#encoded)
      },
      {
        changed: () => {
          for (const listener of this.#listeners) listener(this.view())
        },
        began: (role) => {
          this.#role = role
        },
        ended: () => {},
        over,
      },
    )
  }

  view(): OwnerView {
    return { ...this.#member.view, answered: this.#role?.answered ?? { batches: 0, rows: 0 } }
  }

  onView(listener: (view: OwnerView) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  idle(): Promise<void> {
    return this.#member.idle()
  }

  close(): void {
    this.#member.close()
  }
}

function encoded(plan: Plan, weights: Float32Array): Words {
  const result = encodeWeights(plan, weights)
  if (!result.ok) throw new RangeError(`the signed terms cannot hold these weights (${result.code})`)
  return result.words
}
