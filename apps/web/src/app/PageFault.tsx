import { Component, type ReactNode } from "react"
import { fault } from "../strings/en.ts"
import { Button } from "../ui/Button.tsx"
import { ErrorNotice } from "../ui/Notice.tsx"
import { Page } from "../ui/Page.tsx"

/** A fault of the page itself: said like every other error, with the one way out that always works. */
export class PageFault extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <Page title={fault.what}>
        <ErrorNotice
          error={fault}
          actions={
            <Button look="primary" onClick={() => location.reload()}>
              {fault.reload}
            </Button>
          }
        />
      </Page>
    )
  }
}
