/**
 * The part of papaparse that this package uses. Its published types pull in those of Node and the DOM, which do not
 * exist below L3. `Parser` is the tokeniser inside `Papa.parse`: it takes a piece of text and says where it stopped.
 */
declare module "papaparse" {
  export type ParserConfig = {
    delimiter: string
    newline: "\n"
    quoteChar: '"'
    /** Stop after about this many records; 0 for all. */
    preview?: number
  }
  export type ParserError = {
    type: "Quotes"
    code: "MissingQuotes" | "InvalidQuotes"
    message: string
    /** Zero-based record of this call; equal to `data.length` for a record that is not in `data`. */
    row: number
    index: number
  }
  export type ParserResult = {
    data: string[][]
    errors: ParserError[]
    meta: {
      /** Where the first unread character stands. */
      cursor: number
      truncated: boolean
    }
  }
  class Parser {
    constructor(config: ParserConfig)
    parse(input: string, baseIndex: number, ignoreLastRow: boolean): ParserResult
  }
  const Papa: { Parser: typeof Parser }
  export default Papa
}
