// The workloads on workerd; workerd.capnp names the workload through the environment.
// SPDX-License-Identifier: Apache-2.0
import { workloads } from './fetch.mjs'

export default {
  fetch: (request, env) => workloads[env.WORKLOAD](request),
}
