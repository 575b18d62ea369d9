import type { AgreementKey } from "@tutti/crypto"
import { dealMaterial, type Setting } from "@tutti/regression"
import type { RunRefusal, RunSending } from "../party/run.ts"
import { materialInfo, type RunName } from "../sealing/labels.ts"
import { drawRunKey, openRunKeys } from "../sealing/run-keys.ts"
import { seal } from "../sealing/seal.ts"
import type { RunTools } from "../session/tools.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** The dealer between its key and the parties' keys; the rest of its run is one step. */
export type DealerRun = { readonly name: RunName; readonly key: AgreementKey; readonly said: Bytes }

export type DealtTo = {
  readonly setting: Setting
  /** Of the frozen roster, in order of index. */
  readonly identityKeys: readonly Bytes[]
  readonly dealerKey: Bytes
}

/** A fresh key for this run, and the message that says it. */
export async function beginDealing(
  name: RunName,
  tools: RunTools,
): Promise<{ readonly run: DealerRun; readonly sends: readonly RunSending[] }> {
  const { key, said } = await drawRunKey(name, "dealer", tools)
  return {
    run: { name, key, said },
    sends: [{ message: { kind: "run-key", run: name.run }, payload: said }],
  }
}

export type Dealt =
  | { readonly ok: true; readonly sends: readonly RunSending[] }
  | ({ readonly ok: false } & RunRefusal)

/**
 * Deals for these keys and no others: fresh material for each party, sealed to it. The run's key is forgotten whatever
 * comes of it, and so is the material.
 */
export async function deal(
  { name, key, said }: DealerRun,
  bytes: Bytes,
  { setting, identityKeys, dealerKey }: DealtTo,
  { verify, suite, random }: RunTools,
): Promise<Dealt> {
  try {
    const keys = await openRunKeys(name, bytes, { identityKeys, dealerKey }, { seat: "dealer", said }, verify)
    if (!keys.ok)
      return { ok: false, code: "E_RG_KEYS", ...(typeof keys.seat === "number" ? { party: keys.seat } : {}) }
    const dealt = await dealMaterial(setting.parameters, identityKeys.length, random, suite)
    const sends: RunSending[] = []
    for (const [to, plain] of dealt.entries()) {
      const theirs = keys.parties[to] ?? new Uint8Array(0)
      const sealed = await seal({ suite, own: key, theirs, salt: keys.hash, info: materialInfo(to) }, plain)
      plain.fill(0)
      if (sealed === undefined) return { ok: false, code: "E_RG_KEYS", party: to }
      sends.push({ message: { kind: "material", run: name.run, to }, payload: sealed })
    }
    return { ok: true, sends }
  } finally {
    key.forget()
  }
}
