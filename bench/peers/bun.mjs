// The workloads on Bun. Usage: bun peers/bun.mjs PORT WORKLOAD
// SPDX-License-Identifier: Apache-2.0
import { workloads } from './fetch.mjs'

const [port, workload] = process.argv.slice(2)
Bun.serve({ port: Number(port), hostname: '127.0.0.1', fetch: workloads[workload] })
