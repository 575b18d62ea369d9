import { type Kysely, type Migration, type MigrationProvider, Migrator, type SchemaModule, sql } from "kysely"
import type { Engine } from "./tables.ts"

/*
 * One list for both engines. A migration that has been released is never edited; a change is a new entry, and
 * its name says where it stands in the order.
 */

/** The words that differ between the engines. */
const BYTES = { libsql: "blob", postgres: "bytea" } as const

class Migrations implements MigrationProvider {
  constructor(private readonly engine: Engine) {}

  async getMigrations(): Promise<Record<string, Migration>> {
    return {
      "0001-studies": { up: ({ schema }) => createStudies(schema, this.engine) },
      "0002-secure-studies": { up: ({ schema }) => addSecureStudies(schema, this.engine) },
      "0003-regressions": { up: ({ schema }) => addRegressions(schema, this.engine) },
    }
  }
}

/**
 * Brings the database to this version's form; nothing happens when it is there already.
 * @throws the engine's error when a step fails; the step is rolled back as a whole.
 */
export async function migrate<Rows>(database: Kysely<Rows>, engine: Engine): Promise<void> {
  const migrator = new Migrator({ db: database, provider: new Migrations(engine) })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

async function createStudies(schema: SchemaModule, engine: Engine): Promise<void> {
  const bytes = sql.raw(BYTES[engine])
  await schema
    .createTable("study")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("spec", "text", (column) => column.notNull())
    .addColumn("study_hash", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("scaling", "text")
    .addColumn("committed_rounds", "integer", (column) => column.notNull())
    .addColumn("last_committed_round", "integer", (column) => column.notNull())
    .addColumn("last_round", "integer", (column) => column.notNull())
    .addColumn("best_round", "integer", (column) => column.notNull())
    .addColumn("retention_days", "integer", (column) => column.notNull())
    .addColumn("delete_after", "text")
    .execute()
  await schema
    .createTable("round")
    .addColumn("study", "text", (column) => column.notNull().references("study.id").onDelete("cascade"))
    .addColumn("round", "integer", (column) => column.notNull())
    .addColumn("phase", "text", (column) => column.notNull())
    .addColumn("opened_at", "text", (column) => column.notNull())
    .addColumn("closed_at", "text")
    .addColumn("cohort", "text", (column) => column.notNull())
    .addColumn("survivors", "text")
    .addColumn("metrics", "text")
    .addColumn("reason", "text")
    .addPrimaryKeyConstraint("round_key", ["study", "round"])
    .execute()
  await schema
    .createTable("weights")
    .addColumn("study", "text", (column) => column.notNull().references("study.id").onDelete("cascade"))
    .addColumn("round", "integer", (column) => column.notNull())
    .addColumn("model_hash", "text", (column) => column.notNull())
    .addColumn("bytes", bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint("weights_key", ["study", "round"])
    .execute()
  await schema
    .createTable("moments")
    .addColumn("study", "text", (column) => column.primaryKey().references("study.id").onDelete("cascade"))
    .addColumn("step", "integer", (column) => column.notNull())
    .addColumn("first", bytes, (column) => column.notNull())
    .addColumn("second", bytes, (column) => column.notNull())
    .execute()
  await schema
    .createTable("invite")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("study", "text", (column) => column.notNull().references("study.id").onDelete("cascade"))
    .addColumn("secret_hash", "text", (column) => column.notNull().unique())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .addColumn("uses", "integer", (column) => column.notNull())
    .addColumn("revoked_at", "text")
    .execute()
  await schema
    .createTable("member")
    .addColumn("study", "text", (column) => column.notNull().references("study.id").onDelete("cascade"))
    .addColumn("participant", "text", (column) => column.notNull())
    .addColumn("label", "text", (column) => column.notNull())
    .addColumn("invite", "text", (column) => column.notNull().references("invite.id").onDelete("cascade"))
    .addColumn("joined_at", "text", (column) => column.notNull())
    .addColumn("agreed_at", "text")
    .addPrimaryKeyConstraint("member_key", ["study", "participant"])
    .execute()
  await schema.createIndex("member_invite").on("member").column("invite").execute()
  await schema
    .createTable("observer")
    .addColumn("token_hash", "text", (column) => column.primaryKey())
    .addColumn("study", "text", (column) => column.notNull().references("study.id").onDelete("cascade"))
    .addColumn("created_at", "text", (column) => column.notNull())
    .execute()
  await schema
    .createTable("event")
    .addColumn("number", "integer", (column) =>
      engine === "libsql"
        ? column.primaryKey().autoIncrement()
        : column.primaryKey().generatedAlwaysAsIdentity(),
    )
    .addColumn("study", "text", (column) => column.notNull().references("study.id").onDelete("cascade"))
    .addColumn("at", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("participant", "text")
    .addColumn("round", "integer")
    .addColumn("code", "text")
    .execute()
  await schema.createIndex("event_study").on("event").columns(["study", "number"]).execute()
}

/** The relay's own key, and what secure studies keep; column by column because libsql adds no two at once. */
async function addSecureStudies(schema: SchemaModule, engine: Engine): Promise<void> {
  for (const column of ["policy_signature", "totals", "roster", "finished_aggregation"])
    await schema.alterTable("study").addColumn(column, "text").execute()
  await schema.alterTable("study").addColumn("rolled_back_to", "integer").execute()
  await schema
    .alterTable("study")
    .addColumn("last_aggregation", "integer", (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.alterTable("member").addColumn("identity_key", "text").execute()
  await schema
    .createTable("relay_key")
    .addColumn("secret_key", sql.raw(BYTES[engine]), (column) => column.notNull())
    .execute()
}

/** A regression is a study of another kind, with runs in place of rounds. */
async function addRegressions(schema: SchemaModule, engine: Engine): Promise<void> {
  await schema
    .alterTable("study")
    .addColumn("kind", "text", (column) => column.notNull().defaultTo("training"))
    .execute()
  await schema.alterTable("study").addColumn("dealer_key", "text").execute()
  await schema.createIndex("study_dealer").on("study").column("dealer_key").execute()
  await schema
    .createTable("run")
    .addColumn("study", "text", (column) => column.notNull().references("study.id").onDelete("cascade"))
    .addColumn("run", "integer", (column) => column.notNull())
    .addColumn("phase", "text", (column) => column.notNull())
    .addColumn("began_at", "text", (column) => column.notNull())
    .addColumn("ended_at", "text")
    .addColumn("reason", "text")
    .addColumn("code", "text")
    .addColumn("party", "integer")
    .addColumn("refused_column", "text")
    .addColumn("depends_on", "text")
    .addColumn("sums", "text")
    .addPrimaryKeyConstraint("run_key", ["study", "run"])
    .execute()
  await schema
    .createTable("run_payload")
    .addColumn("study", "text", (column) => column.notNull().references("study.id").onDelete("cascade"))
    .addColumn("run", "integer", (column) => column.notNull())
    .addColumn("form", "text", (column) => column.notNull())
    .addColumn("party", "integer", (column) => column.notNull())
    .addColumn("bytes", sql.raw(BYTES[engine]), (column) => column.notNull())
    .addPrimaryKeyConstraint("run_payload_key", ["study", "run", "form", "party"])
    .execute()
}
