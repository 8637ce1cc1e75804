// A page that mustache renders: sections, partials, escaping, a function.
// SPDX-License-Identifier: Apache-2.0
import mustache from 'mustache'

const page = `<title>{{title}}</title>
{{#readings}}
{{> row}}
{{/readings}}
{{^readings}}
<p>nothing</p>
{{/readings}}
{{#loud}}{{title}}{{/loud}} {{{raw}}}
`
const row = '<li>{{sensor}}: {{celsius}}{{#max}} (max {{max}}){{/max}}</li>\n'
const loud = () => (text, render) => render(text).toUpperCase()

export const handler = (event) => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: mustache.render(page, { ...JSON.parse(event.body), loud }, { row }),
})
