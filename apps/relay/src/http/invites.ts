import type { Random } from "@tutti/crypto"
import { CreateInvite, InviteId, OpenInvitation } from "@tutti/protocol"
import { Hono } from "hono"
import type { Guard } from "../access/guard.ts"
import { decideInvite } from "../access/invites.ts"
import { hashSecret, newId, newSecret } from "../access/tokens.ts"
import type { RegressionStore } from "../store/regression-store.ts"
import type { StudyStore } from "../store/study-store.ts"
import { readBody, refuse } from "./answers.ts"
import type { AppEnv } from "./app-env.ts"
import { adminOnly, studyOfPath } from "./doors.ts"

const HOUR_MS = 3_600_000

type Invited = { store: StudyStore & RegressionStore }
type Access = { store: StudyStore; guard: Guard; random: Random; now(): Date }

/** Invites and observers' tokens of `/:study`: secrets are answered once and kept as hashes. */
export function inviteRoutes({ store, guard, random, now }: Access): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.post("/:study/invites", adminOnly(guard), studyOfPath, async (context) => {
    const body = await readBody(context, CreateInvite)
    if (!body.ok) return body.response
    const { study } = context.var
    if (!(await store.isKnown(study))) return refuse(context, "E_STUDY_UNKNOWN")
    const secret = newSecret(random)
    const createdAt = now()
    const invite = {
      id: InviteId.parse(newId(random)),
      study,
      secretHash: hashSecret(secret),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + body.value.expiresInHours * HOUR_MS),
      uses: body.value.uses,
    }
    await store.createInvite(invite)
    return context.json({ invite: invite.id, secret, expiresAt: invite.expiresAt.toISOString() }, 201)
  })

  app.get("/:study/invites", adminOnly(guard), studyOfPath, async (context) => {
    const { study } = context.var
    if (!(await store.isKnown(study))) return refuse(context, "E_STUDY_UNKNOWN")
    const invites = await store.invites(study)
    return context.json({
      invites: invites.map(({ id, expiresAt, uses, used, revoked }) => ({
        invite: id,
        expiresAt,
        uses,
        used,
        revoked,
      })),
    })
  })

  app.delete("/:study/invites/:invite", adminOnly(guard), studyOfPath, async (context) => {
    const invite = InviteId.safeParse(context.req.param("invite"))
    const revoked = invite.success && (await store.revokeInvite(context.var.study, invite.data, now()))
    return revoked ? context.body(null, 204) : refuse(context, "E_INVITE_UNKNOWN")
  })

  app.post("/:study/observers", adminOnly(guard), studyOfPath, async (context) => {
    const { study } = context.var
    if (!(await store.isKnown(study))) return refuse(context, "E_STUDY_UNKNOWN")
    const token = newSecret(random)
    await store.createObserver({ tokenHash: hashSecret(token), study, createdAt: now() })
    return context.json({ token }, 201)
  })

  return app
}

/** What an invite link asks for, told to whoever holds its secret; nobody joins by asking. */
export function invitationRoutes({ store, now }: Pick<Access, "now"> & Invited): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.post("/", async (context) => {
    const body = await readBody(context, OpenInvitation)
    if (!body.ok) return body.response
    const { study, secret, participant } = body.value
    const entry = await store.entry({ study, secretHash: hashSecret(secret), participant })
    const decision = decideInvite(entry.invite, { ...entry, study, now: now() })
    if (!decision.ok) return refuse(context, decision.code)
    const stored = (await store.study(study)) ?? (await store.committedRegression(study))
    return stored === undefined
      ? refuse(context, "E_STUDY_UNKNOWN")
      : context.json({
          spec: stored.spec,
          studyHash: stored.studyHash,
          ...(stored.policySignature === null ? {} : { policySignature: stored.policySignature }),
        })
  })
  return app
}
