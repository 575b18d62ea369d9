import { setTimeout as pause } from "node:timers/promises"
import {
  type AgreementKey,
  chooseRoundSuite,
  chooseSignatureSuite,
  generateIdentity,
  type Identity,
  type RoundSuite,
  webRandom,
} from "@tutti/crypto"
import { selectRows, type Table } from "@tutti/data"
import type { RegressionOpening, RegressionRunView, RegressionSpec, StudyId } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { generateStudyKey, relayInfo, type StudyKey } from "@tutti/sdk"
import {
  createRegressionClient,
  type DesignChoice,
  designFromTable,
  type JoinedRegression,
  joinRegressionStudy,
  type RegressionClient,
  regressionFailure,
  regressionStudy,
} from "@tutti/sdk/regression"
import type { AdminResult, PartyRecord, PartyRecords } from "@tutti/sessions/regression"
import { CliFailure } from "../failure.ts"
import type { Machines } from "./machines.ts"

export type RehearsalOptions = DesignChoice & {
  table: Table
  owners: number
  opening: RegressionOpening
  /** A correct table may determine the pooled sums: see `informationOf`. */
  acceptsDetermined: boolean
}

export type Finished = {
  readonly result: Extract<AdminResult, { ok: true }>
  readonly seconds: number
}

/** How often the relay is asked where a run stands. */
const LOOK_MS = 20
/** Until the dealer's process has found its study. */
const DEALER_WITHIN_MS = 30_000

/** A whole regression over real sockets: an admin and its owners in this process, relay and dealer in their own. */
export class Rehearsal {
  readonly owners: readonly RehearsedOwner[]
  readonly #parts: Founded

  private constructor(owners: readonly RehearsedOwner[], parts: Founded) {
    this.owners = owners
    this.#parts = parts
  }

  /**
   * Everybody has agreed and the roster is frozen when this resolves.
   * @throws {TuttiError | CliFailure} with the code of what is wrong with the file, the design or the owners.
   */
  static async begin(options: RehearsalOptions, machines: Machines): Promise<Rehearsal> {
    const { table, owners, opening } = options
    const { client, study, studyKey, ...founded } = await found(machines, options)
    const link = await client.invite(study, { expiresInHours: 24, uses: owners }, studyKey.publicKey)
    const machinesOfOwners = await Promise.all(
      handsOf(table, owners).map((hand, index) => RehearsedOwner.create(link, hand, index)),
    )
    const rehearsal = new Rehearsal(machinesOfOwners, { client, study, studyKey, ...founded })
    try {
      await Promise.all(machinesOfOwners.map((owner) => owner.join()))
      await client.freeze(study, studyKey)
      if (opening === "coefficients") await dealerThere(client, study)
      return rehearsal
    } catch (error) {
      rehearsal.close()
      throw error
    }
  }

  /** One run, to the admin's table. @throws {TuttiError} the code for which it ended, with party and column. */
  async run(): Promise<Finished> {
    const { client, study, spec, suite, resultKey } = this.#parts
    const began = performance.now()
    const over = Promise.race(this.owners.map(({ party }) => endOfRun(party)))
    await client.command(study, "start")
    // The owners hear of it first: who asks all the time takes the time of those who compute.
    await Promise.race([over, pause(spec.deadlineMs, undefined, { ref: false })])
    const ended = await this.#end()
    if (ended.step === "ended") throw endOf(ended)
    const result = await client.result(study, spec, { suite, resultKey })
    if (!result.ok) throw regressionFailure(result.code, result)
    return { result, seconds: (performance.now() - began) / 1_000 }
  }

  /** Resolves when all owners are enrolled and the dealer is there, as they are again after one has come back. */
  async everybodyThere(): Promise<void> {
    const { client, study } = this.#parts
    for (;;) {
      const { owners, dealer } = await client.view(study)
      if (owners.every(({ state }) => state === "enrolled") && dealer !== "away") return
      await pause(LOOK_MS)
    }
  }

  /** All runs, oldest first. */
  async runs(): Promise<readonly RegressionRunView[]> {
    return (await this.#parts.client.view(this.#parts.study)).runs
  }

  /** As its admin signed it. */
  get spec(): RegressionSpec {
    return this.#parts.spec
  }

  /** Closes all owners' lines. */
  close(): void {
    for (const owner of this.owners) owner.close()
  }

  async #end(): Promise<RegressionRunView> {
    for (;;) {
      const newest = (await this.runs()).at(-1)
      if (newest?.step === "ended" || newest?.step === "finished") return newest
      await pause(LOOK_MS)
    }
  }
}

export type Founded = {
  readonly client: RegressionClient
  readonly study: StudyId
  readonly studyKey: StudyKey
  readonly spec: RegressionSpec
  readonly suite: RoundSuite
  readonly resultKey: AgreementKey
}

/** Where a regression is to run, and who is to deal for it where coefficients are opened. */
type Places = {
  readonly relay: Pick<Machines["relay"], "url" | "adminToken">
  readonly dealer: Pick<NonNullable<Machines["dealer"]>, "publicKey"> | null
}

/** The admin's part: keys of its own, and the study that they sign. */
export async function found({ relay, dealer }: Places, options: RehearsalOptions): Promise<Founded> {
  const { table, owners, opening, acceptsDetermined } = options
  const client = createRegressionClient(relay.url, relay.adminToken)
  const studyKey = await generateStudyKey(webRandom)
  const suite = await chooseRoundSuite()
  const resultKey = await suite.agreementKey(webRandom(32))
  const spec = regressionStudy({
    ...designFromTable(table, options),
    opening,
    owners,
    acceptsDetermined,
    studyKey: studyKey.publicKey,
    relayKey: (await relayInfo(relay.url)).relayKey,
    resultKey: toBase64url(resultKey.publicKey),
    ...(opening === "coefficients" && dealer && { dealerKey: dealer.publicKey }),
  })
  const { study } = await client.create(spec, studyKey)
  return { client, study, studyKey, spec, suite, resultKey }
}

/** Rows dealt like cards. */
function handsOf(table: Table, owners: number): Table[] {
  return Array.from({ length: owners }, (_, owner) => {
    const rows = Array.from({ length: table.rows }, (_, row) => row)
    return selectRows(
      table,
      rows.filter((row) => row % owners === owner),
    )
  })
}

async function dealerThere(client: RegressionClient, study: StudyId): Promise<void> {
  const until = performance.now() + DEALER_WITHIN_MS
  while ((await client.view(study)).dealer !== "there") {
    if (performance.now() > until) throw regressionFailure("E_RG_DEALER")
    await pause(LOOK_MS)
  }
}

/** Resolves when this owner sees its next run end, with a result or without one. */
function endOfRun(party: JoinedRegression): Promise<void> {
  const before = party.view().ended.length
  return new Promise((resolve) => {
    const stop = party.onView(({ phase, ended }) => {
      if (phase !== "finished" && ended.length === before) return
      stop()
      resolve()
    })
  })
}

function endOf({ code, party, column, reason, run }: RegressionRunView): Error {
  if (code !== null) return regressionFailure(code, { party, column })
  const sentence = `Run ${run} ended without a result: ${reason}. Nothing more was opened of it; start another one.`
  return new CliFailure("E_STUDY_FAILED", sentence, "relay")
}

/** One owner of a rehearsal: a real party over a real socket, with records that outlive its line. */
export class RehearsedOwner {
  readonly #link: string
  readonly #table: Table
  readonly #index: number
  readonly #identity: Identity
  readonly #records: PartyRecords
  #party: JoinedRegression | undefined

  static async create(link: string, table: Table, index: number): Promise<RehearsedOwner> {
    return new RehearsedOwner(
      link,
      table,
      index,
      await generateIdentity(await chooseSignatureSuite(webRandom)),
    )
  }

  private constructor(link: string, table: Table, index: number, identity: Identity) {
    this.#link = link
    this.#table = table
    this.#index = index
    this.#identity = identity
    const kept = new Map<StudyId, PartyRecord>()
    this.#records = {
      load: async (study) => kept.get(study) ?? null,
      save: async (study, record) => void kept.set(study, record),
    }
  }

  /** Takes part, for the first time or again as the same owner. @throws {TuttiError} when refused. */
  async join(): Promise<JoinedRegression> {
    this.#party = await joinRegressionStudy({
      link: this.#link,
      data: this.#table,
      label: `owner ${this.#index + 1}`,
      identity: this.#identity,
      records: this.#records,
    })
    return this.#party
  }

  get party(): JoinedRegression {
    if (this.#party === undefined) throw new Error("this owner has not joined")
    return this.#party
  }

  /** Closes the socket without a word, as a closed tab does. */
  close(): void {
    this.#party?.close()
  }
}
