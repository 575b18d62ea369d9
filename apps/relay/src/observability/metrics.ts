import type { RefusalCode, StudyState } from "@tutti/protocol"
import type { Traffic } from "@tutti/transport"
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client"

/** What an operator sees at /metrics: counts and times, nobody's data, no study's name. */
export class Metrics {
  private readonly registry = new Registry()

  readonly sockets = new Gauge({
    name: "tutti_sockets",
    help: "Open sockets by role.",
    labelNames: ["role"],
    registers: [this.registry],
  })
  readonly rounds = new Counter({
    name: "tutti_rounds_total",
    help: "Rounds that ended, by outcome.",
    labelNames: ["outcome"],
    registers: [this.registry],
  })
  readonly runs = new Counter({
    name: "tutti_regression_runs_total",
    help: "Runs of regressions that ended, by outcome.",
    labelNames: ["outcome"],
    registers: [this.registry],
  })
  readonly aggregations = new Counter({
    name: "tutti_aggregations_total",
    help: "Masked sums that ended, by what they were for and whether they were opened.",
    labelNames: ["purpose", "outcome"],
    registers: [this.registry],
  })
  readonly phases = new Histogram({
    name: "tutti_phase_seconds",
    help: "How long the phases of rounds and of masked sums took.",
    labelNames: ["phase"],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1_800, 7_200],
    registers: [this.registry],
  })
  readonly commits = new Histogram({
    name: "tutti_commit_seconds",
    help: "How long the database took to make a record durable.",
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [this.registry],
  })
  private readonly refusals = new Counter({
    name: "tutti_refusals_total",
    help: "What was refused, by code.",
    labelNames: ["code"],
    registers: [this.registry],
  })

  readonly #openTraffic = new Set<Traffic>()
  readonly #pastTraffic: Traffic = { bytesIn: 0, bytesOut: 0 }

  /** @param studiesByState asked anew at every scrape. */
  constructor(studiesByState: () => Promise<Partial<Record<StudyState, number>>>) {
    collectDefaultMetrics({ register: this.registry })
    new Gauge({
      name: "tutti_studies",
      help: "Studies that this relay keeps, by state.",
      labelNames: ["state"],
      registers: [this.registry],
      async collect() {
        this.reset()
        for (const [state, count] of Object.entries(await studiesByState())) this.set({ state }, count)
      },
    })
    const traffic = () => this.#traffic()
    new Counter({
      name: "tutti_socket_bytes_total",
      help: "Bytes of messages and payloads of owners, seen from the relay.",
      labelNames: ["direction"],
      registers: [this.registry],
      collect() {
        const { bytesIn, bytesOut } = traffic()
        this.reset()
        this.inc({ direction: "in" }, bytesIn)
        this.inc({ direction: "out" }, bytesOut)
      },
    })
  }

  /** Counts what one socket carries, until the returned function says that the socket has ended. */
  countTraffic(traffic: Traffic): () => void {
    this.#openTraffic.add(traffic)
    return () => {
      if (!this.#openTraffic.delete(traffic)) return
      this.#pastTraffic.bytesIn += traffic.bytesIn
      this.#pastTraffic.bytesOut += traffic.bytesOut
    }
  }

  #traffic(): Traffic {
    const total = { ...this.#pastTraffic }
    for (const { bytesIn, bytesOut } of this.#openTraffic) {
      total.bytesIn += bytesIn
      total.bytesOut += bytesOut
    }
    return total
  }

  refused(code: RefusalCode): void {
    this.refusals.inc({ code })
  }

  readonly contentType = this.registry.contentType

  /** Prometheus text format. */
  text(): Promise<string> {
    return this.registry.metrics()
  }
}
