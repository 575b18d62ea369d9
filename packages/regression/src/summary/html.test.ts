import { describe, expect, test } from "vitest"
import { summaryHtml } from "./html.ts"
import type { RegressionSummary } from "./summary.ts"

const summary: RegressionSummary = {
  title: "OLS Regression Results",
  facts: [[{ label: "Dep. Variable:", value: "price" }], []],
  header: ["coef", "P>|t|"],
  rows: [{ name: `<script>alert("x")</script> & 'y'`, cells: ["1.5000", "0.000"] }],
  notes: ["What was opened: 1 × rows."],
}

describe("the summary as an HTML document", () => {
  const html = summaryHtml(summary)

  test("every cell stands in it", () => {
    expect(html).toContain("<caption>OLS Regression Results</caption>")
    expect(html).toContain('<tr><th scope="row">Dep. Variable:</th><td>price</td><td></td><td></td></tr>')
    expect(html).toContain('<th scope="col">P&gt;|t|</th>')
    expect(html).toContain("<td>1.5000</td><td>0.000</td>")
    expect(html).toContain("<li>What was opened: 1 × rows.</li>")
  })

  test("a column's name is text, whatever is in it", () => {
    expect(html).not.toContain("<script")
    expect(html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;")
  })
})
