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
import { type RelayProcess, startRelayProcess } from "../simulate/relay-process.ts"
import { type DealerProcess, startDealerProcess } from "./dealer-process.ts"

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

/**
 * A whole regression on this machine: a relay and a dealer in processes of their own, owners in this one, real sockets
 * between all of them.
 */
export class Rehearsal {
  readonly spec: RegressionSpec
  readonly owners: readonly RehearsedOwner[]
  readonly #parts: Parts

  private constructor(spec: RegressionSpec, owners: readonly RehearsedOwner[], parts: Parts) {
    this.spec = spec
    this.owners = owners
    this.#parts = parts
  }

  /**
   * Everybody has agreed and the roster is frozen when this resolves.
   * @throws {TuttiError | CliFailure} with the code of what is wrong with the file, the design or the owners.
   */
  static async begin(options: RehearsalOptions): Promise<Rehearsal> {
    const { table, owners, opening } = options
    requireEnough(owners, table.rows, opening)
    const declared = designFromTable(table, options)
    const relay = await startRelayProcess()
    const stops: (() => Promise<void>)[] = [() => relay.stop()]
    const machines: RehearsedOwner[] = []
    const stop = async () => {
      for (const owner of machines) owner.close()
      for (const end of stops.toReversed()) await end()
    }
    try {
      const dealer = opening === "coefficients" ? await startDealerProcess(relay.url) : undefined
      if (dealer) stops.push(() => dealer.stop())
      const { acceptsDetermined } = options
      const founded = await found(relay, dealer, { ...declared, opening, owners, acceptsDetermined })
      const { client, study, studyKey, spec } = founded
      const terms = { expiresInHours: 24, uses: owners }
      const link = await client.invite(study, terms, studyKey.publicKey)
      for (let index = 0; index < owners; index++) {
        const rows = Array.from({ length: table.rows }, (_, row) => row).filter(
          (row) => row % owners === index,
        )
        machines.push(await RehearsedOwner.create(link, selectRows(table, rows), index))
      }
      await Promise.all(machines.map((owner) => owner.join()))
      await client.freeze(study, studyKey)
      if (dealer) await dealerThere(client, study)
      return new Rehearsal(spec, machines, { ...founded, stop })
    } catch (error) {
      await stop()
      throw error
    }
  }

  /** One run, to the admin's table. @throws {TuttiError} the code for which it ended, with party and column. */
  async run(): Promise<Finished> {
    const { client, study, suite, resultKey } = this.#parts
    const began = performance.now()
    await client.command(study, "start")
    const ended = await this.#end()
    if (ended.step === "ended") throw endOf(ended)
    const result = await client.result(study, this.spec, { suite, resultKey })
    if (!result.ok) throw regressionFailure(result.code, result)
    return { result, seconds: (performance.now() - began) / 1_000 }
  }

  /** All runs, oldest first. */
  async runs(): Promise<readonly RegressionRunView[]> {
    return (await this.#parts.client.view(this.#parts.study)).runs
  }

  /** Ends everything that was started. */
  stop(): Promise<void> {
    return this.#parts.stop()
  }

  async #end(): Promise<RegressionRunView> {
    for (;;) {
      const newest = (await this.runs()).at(-1)
      if (newest?.step === "ended" || newest?.step === "finished") return newest
      await pause(LOOK_MS)
    }
  }
}

type Parts = Founded & { stop(): Promise<void> }

type Founded = {
  readonly client: RegressionClient
  readonly study: StudyId
  readonly studyKey: StudyKey
  readonly spec: RegressionSpec
  readonly suite: RoundSuite
  readonly resultKey: AgreementKey
}

type Terms = ReturnType<typeof designFromTable> & {
  opening: RegressionOpening
  owners: number
  acceptsDetermined: boolean
}

/** The admin's part: keys of its own, and the study that they sign. */
async function found(relay: RelayProcess, dealer: DealerProcess | undefined, terms: Terms): Promise<Founded> {
  const client = createRegressionClient(relay.url, relay.adminToken)
  const studyKey = await generateStudyKey(webRandom)
  const suite = await chooseRoundSuite()
  const resultKey = await suite.agreementKey(webRandom(32))
  const spec = regressionStudy({
    ...terms,
    studyKey: studyKey.publicKey,
    relayKey: (await relayInfo(relay.url)).relayKey,
    resultKey: toBase64url(resultKey.publicKey),
    ...(dealer && { dealerKey: dealer.publicKey }),
  })
  const { study } = await client.create(spec, studyKey)
  return { client, study, studyKey, spec, suite, resultKey }
}

async function dealerThere(client: RegressionClient, study: StudyId): Promise<void> {
  const until = performance.now() + DEALER_WITHIN_MS
  while ((await client.view(study)).dealer !== "there") {
    if (performance.now() > until) throw regressionFailure("E_RG_DEALER")
    await pause(LOOK_MS)
  }
}

/** @throws {CliFailure} before anything is started. */
function requireEnough(owners: number, rows: number, opening: RegressionOpening): void {
  const fewest = opening === "aggregate" ? 3 : 2
  if (owners < fewest)
    throw new CliFailure(
      "E_TOO_FEW_OWNERS",
      `To open ${opening === "aggregate" ? "sums" : "coefficients"} takes at least ${fewest} owners, not ${owners}.`,
    )
  if (owners > rows)
    throw new CliFailure("E_OWNERS", `${rows} rows cannot be dealt to ${owners} owners: each needs one.`)
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
