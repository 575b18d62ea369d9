import { type Identity, type Random, type RoundSuite, verifierOfPinnedKeys } from "@tutti/crypto"
import type {
  InferenceMessage,
  InferenceRelayMessage,
  InferenceSeat,
  RefusalCode,
  StudyId,
} from "@tutti/protocol"
import { ownBytes, type RingKernels, toBase64url } from "@tutti/ring"
import { Line, type LineEvent, type LinePorts } from "../../driving/line.ts"
import { bytesOf, hashBytes } from "../../secure/signed.ts"
import type { Addressed, Heard, RoleRun, RoleSetup } from "../roles/role-run.ts"
import { type LetterBody, letterParts, parseLetter } from "../sealing/letters.ts"
import { checkInference, type Terms } from "../terms.ts"
import { agreeOnRun, beginRun, type KeyedRun, type StartedRun } from "./keys.ts"
import { safetyWords } from "./safety-words.ts"
import { type EndedInference, type MemberView, NEW_VIEW, NO_LETTERS } from "./view.ts"

export type MemberPorts = LinePorts<InferenceMessage, InferenceRelayMessage> & {
  readonly identity: Pick<Identity, "publicKey" | "sign">
  readonly random: Random
  suite(): Promise<RoundSuite>
  readonly kernels: RingKernels
  /** For a screen that shows what travels. */
  passed?(letter: PassedLetter): void
  /** Keeps the number of a run before this machine says its key for it. It may fail to, but not reject. */
  keepRun?(run: number): Promise<void>
}

/** A letter on its way from or to this machine. */
export type PassedLetter = {
  readonly run: number
  readonly way: "in" | "out"
  readonly other: InferenceSeat
  /** As the two read it. */
  readonly letter: LetterBody
  /** As everybody else on the way sees it. */
  readonly sealed: Uint8Array<ArrayBuffer>
}

export type MemberOptions = {
  readonly study: StudyId
  /** The client's; the other two are known by their keys. */
  readonly invite?: string
  readonly label: string
  /** Of the model owner, base64url, as the client's link names it. */
  readonly ownerKey?: string
  /** The number of the last run that a machine with this key was offered, as `keepRun` kept it. */
  readonly lastRun?: number
}

/** Of the run that is open. Its secrets are gone with it. */
type OpenRun<Role> =
  | { readonly step: "keys"; readonly started: StartedRun }
  | { readonly step: "running"; readonly keyed: KeyedRun; readonly role: Role }

export type MemberEvents<Role> = {
  changed(view: MemberView): void
  /** The keys are agreed on. */
  began?(role: Role): void
  ended(ended: EndedInference): void
  /** For good. */
  over(code: RefusalCode | "closed"): void
}

/**
 * What all three do alike: come in, check the signed terms, agree on keys for a run, and hand sealed letters to their role.
 * A run never resumes: whatever goes wrong ends it, its keys and masks are wiped, and the next one has fresh ones.
 */
export class Member<Role extends RoleRun> {
  readonly #seat: InferenceSeat
  readonly #ports: MemberPorts
  readonly #options: MemberOptions
  readonly #make: (setup: RoleSetup) => Role
  readonly #events: MemberEvents<Role>
  readonly #line: Line<InferenceMessage, InferenceRelayMessage>
  readonly #verify = verifierOfPinnedKeys()
  #suite: RoundSuite | undefined
  #terms: Terms | undefined
  #run: OpenRun<Role> | undefined
  #lastRun: number
  #view = NEW_VIEW

  /** @param make the role for one run */
  constructor(
    seat: InferenceSeat,
    ports: MemberPorts,
    options: MemberOptions,
    make: (setup: RoleSetup) => Role,
    events: MemberEvents<Role>,
  ) {
    this.#seat = seat
    this.#ports = ports
    this.#options = options
    this.#make = make
    this.#events = events
    this.#lastRun = options.lastRun ?? 0
    this.#line = new Line(ports, options, (event) => this.#heard(event))
  }

  get view(): MemberView {
    return this.#view
  }

  get terms(): Terms | undefined {
    return this.#terms
  }

  /** A word to the relay, after everything that was asked before. */
  say(message: InferenceMessage): void {
    this.#line.do(async () => void this.#line.send(message))
  }

  /** Has the role do something, after everything that was asked before; nothing happens without a run. */
  act(work: (role: Role) => Heard): void {
    this.#line.do(async () => {
      if (this.#run?.step === "running") await this.#follow(this.#run, work(this.#run.role))
    })
  }

  /** Says that the client has what it wanted. */
  finish(): void {
    this.#line.do(async () => {
      if (this.#run?.step === "running") this.#line.send({ kind: "finish", run: this.#run.keyed.name.run })
    })
  }

  idle(): Promise<void> {
    return this.#line.idle()
  }

  close(): void {
    this.#wipe()
    this.#line.close()
    this.#show({ phase: "closed" })
    this.#events.over("closed")
  }

  async #heard(event: LineEvent<InferenceRelayMessage>): Promise<void> {
    if (event.kind === "disconnected") {
      const { run } = this.#view
      this.#wipe()
      if (run !== null) this.#end({ run, reason: "disconnected", seat: null, code: null })
      this.#show({ phase: "reconnecting", present: [] })
      return
    }
    const { message, payload } = event
    switch (message.kind) {
      case "admitted":
        return this.#admitted(message)
      case "presence":
        this.#show({ present: message.present })
        return
      case "run-offered":
        return this.#offered(message.run, message.clientKey)
      case "run-roster":
        return this.#rostered(message.run, payload)
      case "letter":
        return this.#letter(message.run, message.from, ownBytes(payload))
      case "run-ended": {
        const { run, reason, seat, code } = message
        if (this.#view.run !== run) return
        this.#wipe()
        this.#end({ run, reason, seat: seat ?? null, code: code ?? null })
        return
      }
      case "refused":
        if (this.#view.phase === "connecting" || GONE.has(message.code)) this.#leave(message.code)
        else if (this.#view.run === null)
          this.#end({ run: this.#lastRun, reason: "refused", seat: null, code: message.code })
        return
    }
  }

  async #admitted(message: Extract<InferenceRelayMessage, { kind: "admitted" }>): Promise<void> {
    const { spec, studyHash, policySignature, seat, study } = message
    if (seat !== this.#seat || study !== this.#options.study) return this.#leave("E_POLICY")
    const { ownerKey } = this.#options
    const own = toBase64url(this.#ports.identity.publicKey)
    const named = seat === "dealer" ? spec.dealerKey : seat === "owner" ? spec.ownerKey : own
    if (named !== own || (ownerKey !== undefined && ownerKey !== spec.ownerKey))
      return this.#leave("E_POLICY")
    const checked = await checkInference(spec, studyHash, policySignature, this.#verify)
    if (!checked.ok) return this.#leave(checked.code)
    if (this.#terms && this.#terms.hash !== studyHash) return this.#leave("E_STUDY_CHANGED")
    this.#terms = checked.terms
    this.#show({ phase: "waiting", spec, hash: studyHash })
  }

  async #offered(run: number, clientKey: string): Promise<void> {
    const terms = this.#terms
    if (terms === undefined) return
    const isOwn = clientKey === toBase64url(this.#ports.identity.publicKey)
    if (run <= this.#lastRun || this.#run || isOwn !== (this.#seat === "client"))
      return this.#refuse(run, "E_IN_REPLAY")
    this.#lastRun = run
    const name = { termsHash: hashBytes(terms.hash), clientKey: bytesOf(clientKey), run }
    const tools = await this.#tools()
    const [started] = await Promise.all([beginRun(name, this.#seat, tools), this.#ports.keepRun?.(run)])
    this.#run = { step: "keys", started }
    this.#show({ phase: "keys", run, letters: NO_LETTERS, safetyWords: safetyWords(terms, clientKey) })
    this.#line.send({ kind: "run-key", run }, started.said)
  }

  async #rostered(run: number, payload: Uint8Array): Promise<void> {
    const terms = this.#terms
    if (terms === undefined || run !== this.#view.run) return
    if (this.#run?.step !== "keys") return this.#refuse(run, "E_IN_REPLAY")
    const keyed = await agreeOnRun(this.#run.started, payload, terms.spec, await this.#tools(), this.#verify)
    if (keyed === undefined) return this.#refuse(run, "E_IN_KEYS")
    const { random, kernels } = this.#ports
    const role = this.#make({ terms, sessionId: keyed.sessionId, kernels, random })
    this.#run = { step: "running", keyed, role }
    this.#show({ phase: "running" })
    this.#events.began?.(role)
    await this.#follow(this.#run, { ok: true, letters: role.begin() })
  }

  async #letter(run: number, from: InferenceSeat, sealed: Uint8Array<ArrayBuffer>): Promise<void> {
    if (run !== this.#view.run) return
    const line = this.#run?.step === "running" ? this.#run.keyed.lines.get(from) : undefined
    if (this.#run?.step !== "running" || line === undefined) return this.#refuse(run, "E_IN_REPLAY")
    const { letters } = this.#view
    this.#view = {
      ...this.#view,
      letters: {
        ...letters,
        bytesIn: letters.bytesIn + sealed.length,
        fromDealer: letters.fromDealer + (from === "dealer" ? sealed.length : 0),
      },
    }
    const opened = await line.open(sealed)
    if (!opened.ok) return this.#refuse(run, opened.code)
    const letter = parseLetter(opened.body)
    if (letter === undefined) return this.#refuse(run, "E_IN_LETTER")
    this.#ports.passed?.({ run, way: "in", other: from, letter, sealed })
    await this.#follow(this.#run, this.#run.role.hear(from, letter))
  }

  /** Sends what follows, or ends the run by name. */
  async #follow({ keyed }: Extract<OpenRun<Role>, { step: "running" }>, heard: Heard): Promise<void> {
    const { run } = keyed.name
    if (!heard.ok) return this.#refuse(run, heard.code)
    for (const { to, letter } of heard.letters) await this.#send(keyed, { to, letter })
    this.#events.changed(this.#view)
  }

  async #send({ lines, name }: KeyedRun, { to, letter }: Addressed): Promise<void> {
    const line = lines.get(to)
    if (line === undefined || this.#line.closed) return
    const closes = letter.kind === "close" || letter.kind === "closed"
    const sealed = await line.seal(letterParts(letter), closes)
    const { letters } = this.#view
    this.#view = { ...this.#view, letters: { ...letters, bytesOut: letters.bytesOut + sealed.length } }
    this.#ports.passed?.({ run: name.run, way: "out", other: to, letter, sealed })
    this.#line.send({ kind: "sealed", run: name.run, to }, sealed)
  }

  /** This run and no other: the others learn why, and nothing more leaves of it. */
  #refuse(run: number, code: RefusalCode): void {
    this.#wipe()
    this.#line.send({ kind: "run-failed", run, code })
    this.#end({ run, reason: "refused", seat: this.#seat, code })
  }

  #end(ended: EndedInference): void {
    this.#show({ phase: "waiting", run: null, ended: [...this.#view.ended, ended] })
    this.#events.ended(ended)
  }

  #leave(code: RefusalCode): void {
    this.#wipe()
    this.#show({ phase: "refused", refusal: code })
    this.#events.over(code)
    void this.#line.hangUp()
  }

  #wipe(): void {
    if (this.#run?.step === "keys") this.#run.started.key.forget()
    if (this.#run?.step === "running") this.#run.role.close()
    this.#run = undefined
  }

  #show(changed: Partial<MemberView>): void {
    this.#view = { ...this.#view, ...changed }
    this.#events.changed(this.#view)
  }

  async #tools() {
    const { random, identity } = this.#ports
    this.#suite ??= await this.#ports.suite()
    return { random, suite: this.#suite, sign: (message: Uint8Array) => identity.sign(message) }
  }
}

/** The relay has been asked to forget this inference, or began anew and knows none. */
const GONE: ReadonlySet<RefusalCode> = new Set(["E_STUDY_UNKNOWN", "E_INVITE_UNKNOWN"])
