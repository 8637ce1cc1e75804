/** Files that are imported as text. No import or export here: with one this would be a module, and say nothing of others. */

declare module '*.css' {
  const text: string
  export default text
}

declare module '*.csv' {
  const text: string
  export default text
}

declare module '*.html' {
  const text: string
  export default text
}

declare module '*.md' {
  const text: string
  export default text
}

declare module '*.svg' {
  const text: string
  export default text
}

declare module '*.txt' {
  const text: string
  export default text
}

declare module '*.xml' {
  const text: string
  export default text
}
