import type { RefusalCode } from "@tutti/protocol"
import { Member, type MemberOptions, type MemberPorts } from "./member/member.ts"
import type { MemberView } from "./member/view.ts"
import { DealerRun, type Dealt } from "./roles/dealer-run.ts"

export type InferenceDealerView = MemberView & { readonly dealt: Dealt }

/**
 * The dealer's machine: fresh seeds for every run, which no run outlives and nothing keeps, so that after a reload there
 * is nothing that could be dealt again.
 */
export class InferenceDealer {
  /** Settles when this machine is out for good. */
  readonly over: Promise<RefusalCode | "closed">
  readonly #member: Member<DealerRun>
  readonly #listeners = new Set<(view: InferenceDealerView) => void>()
  #role: DealerRun | undefined

  constructor(ports: MemberPorts, options: Omit<MemberOptions, "invite" | "ownerKey">) {
    let over: (code: RefusalCode | "closed") => void = () => {}
    this.over = new Promise((resolve) => {
      over = resolve
    })
    this.#member = new Member("dealer", ports, options, (setup) => new DealerRun(setup), {
      changed: () => {
        for (const listener of this.#listeners) listener(this.view())
      },
      began: (role) => {
        this.#role = role
      },
      ended: () => {},
      over,
    })
  }

  view(): InferenceDealerView {
    return { ...this.#member.view, dealt: this.#role?.dealt ?? { batches: 0, rows: 0, bytes: 0 } }
  }

  onView(listener: (view: InferenceDealerView) => void): () => void {
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
