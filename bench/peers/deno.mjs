// The workloads on Deno. Usage: deno run --allow-net peers/deno.mjs PORT WORKLOAD
// SPDX-License-Identifier: Apache-2.0
import { workloads } from './fetch.mjs'

const [port, workload] = Deno.args
Deno.serve({ port: Number(port), hostname: '127.0.0.1', onListen() {} }, workloads[workload])
