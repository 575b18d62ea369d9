import { PROTOCOL_VERSION, type StudyId, StudyView, WatchAnswer } from "@tutti/protocol"
import { io, type Socket } from "socket.io-client"
import { beforeEach, describe, expect, onTestFinished, test } from "vitest"
import { tinyStudy } from "../testing/specs.ts"
import { TestOwner } from "../testing/test-owner.ts"
import { ask, createInvite, createStudy, sharedRelay, testRelay } from "../testing/test-relay.ts"

const shared = sharedRelay()

/** A screen: what it was answered, and every view it was pushed. */
class Screen {
  readonly views: StudyView[] = []
  readonly socket: Socket
  #waiters = new Set<() => void>()

  constructor(url: string) {
    this.socket = io(new URL("/watch", url).href, { transports: ["websocket"], reconnection: false })
    this.socket.on("view", (view: unknown, answer: (given: WatchAnswer) => void) => {
      this.views.push(StudyView.parse(view))
      answer({ ok: true })
      for (const wake of this.#waiters) wake()
    })
    onTestFinished(() => void this.socket.close())
  }

  async ask(event: string, message: unknown): Promise<WatchAnswer> {
    return WatchAnswer.parse(await this.socket.emitWithAck(event, message))
  }

  async saw(fits: (view: StudyView) => boolean): Promise<StudyView> {
    for (;;) {
      const view = this.views.find(fits)
      if (view !== undefined) return view
      await new Promise<void>((resolve) => this.#waiters.add(resolve))
    }
  }

  closed(): Promise<unknown> {
    return new Promise((resolve) => this.socket.once("disconnect", resolve))
  }
}

describe("a watching socket", () => {
  let study: StudyId
  beforeEach(async () => {
    study = await createStudy(shared(), tinyStudy())
  })
  const watch = (change: Record<string, unknown> = {}) => ({
    protocol: PROTOCOL_VERSION,
    token: shared().adminToken,
    study,
    ...change,
  })

  test("[R24] an admin sees the study at once, and an owner arriving without asking", async () => {
    const screen = new Screen(shared().url)
    expect(await screen.ask("watch", watch())).toEqual({ ok: true })
    const first = await screen.saw(() => true)
    expect(first).toMatchObject({ study, state: "open", roster: [] })
    const secret = await createInvite(shared(), study)
    const owner = await TestOwner.join({ url: shared().url, study, secret, label: "Clinic" })
    onTestFinished(() => owner.close())
    const later = await screen.saw(({ roster }) => roster[0]?.state === "ready")
    expect(later.roster).toMatchObject([{ participant: owner.participant, label: "Clinic" }])
  })

  test("[R3] an observer sees its study; another study and another token are refused", async () => {
    const { token } = (await ask(shared(), "POST", `/api/studies/${study}/observers`)).json() as {
      token: string
    }
    const screen = new Screen(shared().url)
    expect(await screen.ask("watch", watch({ token }))).toEqual({ ok: true })
    await screen.saw((view) => view.study === study)

    const other = await createStudy(shared(), tinyStudy())
    for (const [message, code] of [
      [watch({ token, study: other }), "E_FORBIDDEN"],
      [watch({ token: "A".repeat(43) }), "E_TOKEN"],
      [watch({ study: "0000000000000000" }), "E_STUDY_UNKNOWN"],
      [watch({ protocol: 2 }), "E_VERSION"],
      [{}, "E_MALFORMED"],
      [null, "E_MALFORMED"],
    ] as const) {
      const refused = new Screen(shared().url)
      const closed = refused.closed()
      expect(await refused.ask("watch", message)).toEqual({ ok: false, code })
      await closed
      expect(refused.views).toEqual([])
    }
  })

  test("any other event is refused and ends the socket", async () => {
    const screen = new Screen(shared().url)
    const closed = screen.closed()
    expect(await screen.ask("message", watch())).toEqual({ ok: false, code: "E_MALFORMED" })
    await closed
  })

  test("watching another study replaces the first", async () => {
    const other = await createStudy(shared(), tinyStudy())
    const screen = new Screen(shared().url)
    await screen.ask("watch", watch())
    await screen.ask("watch", watch({ study: other }))
    await screen.saw((view) => view.study === other)
    const before = screen.views.filter((view) => view.study === study).length
    await ask(shared(), "POST", `/api/studies/${study}/commands`, { body: { command: "stop" } })
    await ask(shared(), "POST", `/api/studies/${other}/commands`, { body: { command: "stop" } })
    await screen.saw((view) => view.study === other && view.state === "stopped")
    expect(screen.views.filter((view) => view.study === study)).toHaveLength(before)
  })

  test("a deleted study, and a relay that leaves, close the screens that watch", async () => {
    const screen = new Screen(shared().url)
    await screen.ask("watch", watch())
    const closed = screen.closed()
    await ask(shared(), "DELETE", `/api/studies/${study}`)
    await closed

    const relay = await testRelay()
    const last = new Screen(relay.url)
    const its = await createStudy(relay, tinyStudy())
    await last.ask("watch", watch({ token: relay.adminToken, study: its }))
    const gone = last.closed()
    await relay.close()
    await gone
  })
})
