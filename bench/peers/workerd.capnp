# The workloads on workerd. Usage: WORKLOAD=hello workerd serve peers/workerd.capnp --socket-addr http=127.0.0.1:PORT
# SPDX-License-Identifier: Apache-2.0
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "bench", worker = .bench)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "bench")],
);

const bench :Workerd.Worker = (
  modules = [
    (name = "workerd.mjs", esModule = embed "workerd.mjs"),
    (name = "fetch.mjs", esModule = embed "fetch.mjs"),
  ],
  bindings = [(name = "WORKLOAD", fromEnvironment = "WORKLOAD")],
  compatibilityDate = "2026-01-01",
);
