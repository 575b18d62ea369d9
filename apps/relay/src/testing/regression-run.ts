import { type AgreementKey, type Identity, type RoundSuite, webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import {
  type RegressionSpec,
  RegressionView,
  StudyCreated,
  type StudyHash,
  type StudyId,
} from "@tutti/protocol"
import { type SufficientStatistics, sufficientStatistics } from "@tutti/regression"
import { fromHex, toBase64url } from "@tutti/ring"
import { signedPolicy } from "@tutti/secure-aggregation"
import {
  type DealerRecord,
  dealRegression,
  hashRegression,
  joinRegression,
  type PartyRecord,
  type RegressionDealer,
  type RegressionParty,
} from "@tutti/sessions/regression"
import { connectParty } from "@tutti/transport"
import { tinyRegression } from "./regression-study.ts"
import { relayKeyOf, StudyKey } from "./secure-study.ts"
import { newIdentity } from "./test-owner.ts"
import { type Answer, ask, createInvite, type Reached } from "./test-relay.ts"

/** Everybody's keys of one regression on a relay, and the study that the study key has signed. */
export class RegressionStage {
  readonly relay: Reached
  readonly studyKey: StudyKey
  readonly dealer: Identity
  readonly resultKey: AgreementKey
  readonly spec: RegressionSpec

  private constructor(
    relay: Reached,
    keys: Pick<RegressionStage, "studyKey" | "dealer" | "resultKey" | "spec">,
  ) {
    this.relay = relay
    this.studyKey = keys.studyKey
    this.dealer = keys.dealer
    this.resultKey = keys.resultKey
    this.spec = keys.spec
  }

  static async make(relay: Reached, overrides: Partial<RegressionSpec> = {}): Promise<RegressionStage> {
    const [studyKey, dealer] = [await StudyKey.make(), await newIdentity()]
    const resultKey = await nodeSuite.agreementKey(webRandom(32))
    const plain = tinyRegression()
    const spec = tinyRegression({
      secure: { ...plain.secure, studyKey: studyKey.publicKey, relayKey: await relayKeyOf(relay) },
      resultKey: toBase64url(resultKey.publicKey),
      dealerKey: toBase64url(dealer.publicKey),
      ...overrides,
    })
    return new RegressionStage(relay, { studyKey, dealer, resultKey, spec })
  }

  get studyHash(): StudyHash {
    return hashRegression(this.spec)
  }

  /** @returns the relay's answer to this study, or to another one under the same signature. */
  async create(spec: RegressionSpec = this.spec): Promise<Answer> {
    const message = signedPolicy(fromHex(hashRegression(spec)) ?? new Uint8Array(0))
    const policySignature = toBase64url(await this.studyKey.identity.sign(message))
    return ask(this.relay, "POST", "/api/regressions", { body: { spec, policySignature } })
  }

  /** @returns the study and an invite's secret. */
  async found(): Promise<{ study: StudyId; secret: string }> {
    const { study } = StudyCreated.parse((await this.create()).json())
    return { study, secret: await createInvite(this.relay, study) }
  }

  /** An owner that has agreed. */
  async party(
    founded: Founded,
    rows: readonly (readonly [number, number, number])[],
    kept: Kept<PartyRecord> = {},
  ): Promise<RegressionParty> {
    const party = await this.visit(founded, kept)
    const agreed = await party.enrol(this.statistics(rows))
    if (!agreed.ok) throw new Error(`the owner was refused: ${agreed.refusal}`)
    return party
  }

  /** An owner that has opened the link, and chosen no rows yet. */
  async visit({ study, secret }: Founded, kept: Kept<PartyRecord> = {}): Promise<RegressionParty> {
    return joinRegression(
      { ...(await this.#ports(kept)), clock: { nowMs: () => performance.now() } },
      { study, invite: secret, label: "Owner", studyKey: this.studyKey.publicKey },
    )
  }

  async deal(study: StudyId, kept: Omit<Kept<DealerRecord>, "identity"> = {}): Promise<RegressionDealer> {
    return dealRegression(
      { ...(await this.#ports<DealerRecord>(kept)), identity: this.dealer },
      { study, label: "" },
    )
  }

  /** @param rows a, b and y of each */
  statistics(rows: readonly (readonly [number, number, number])[]): SufficientStatistics {
    const column = (at: 0 | 1 | 2) => rows.map((row) => row[at])
    const summed = sufficientStatistics(this.spec.design, {
      features: [column(0), column(1)],
      target: column(2),
    })
    if (!summed.ok) throw new Error(summed.code)
    return summed.statistics
  }

  async view(study: StudyId): Promise<RegressionView> {
    return RegressionView.parse((await ask(this.relay, "GET", `/api/studies/${study}`)).json())
  }

  async #ports<Value>({ suite = nodeSuite, identity, records = keptInMemory<Value>() }: Kept<Value>) {
    return {
      channel: connectParty(this.relay.url, { backOff: { firstMs: 20, maxMs: 200 } }),
      identity: identity ?? (await newIdentity()),
      random: webRandom,
      suite: async () => suite,
      records,
    }
  }
}

type Founded = { study: StudyId; secret: string }

/** What outlives a page, and what it seals with; new and honest when absent. */
type Kept<Value> = { identity?: Identity; records?: Records<Value>; suite?: RoundSuite }

type Records<Value> = {
  load(study: StudyId): Promise<Value | null>
  save(study: StudyId, record: Value): Promise<void>
}

/** Two numbers, and a third that nearly follows from them. */
export const someRows = (owner: number, count = 12): [number, number, number][] =>
  Array.from({ length: count }, (_, row) => {
    const [a, b] = [((7 * row + owner) % 11) + 0.25, ((5 * row + 3 * owner) % 13) + 0.13]
    return [a, b, Math.round(100 * (1 + a / 2 - b / 4 + ((row * row) % 5) / 8)) / 100]
  })

export function keptInMemory<Value>(): Records<Value> {
  const kept = new Map<StudyId, Value>()
  return {
    load: async (study: StudyId) => kept.get(study) ?? null,
    save: async (study: StudyId, record: Value) => void kept.set(study, record),
  }
}
