/*
 * What http and https go through.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.isere.setup;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Reads the variables that curl, git and pip read too: https_proxy, http_proxy, no_proxy. */
final class ProxySetting {
  private static final int DEFAULT_PORT = 1080;

  private ProxySetting() {}

  /** What a URL goes through. */
  static Proxy of(Map<String, String> environment, URI url) {
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    String named = variable(environment, scheme + "_proxy");
    if (named.isEmpty() || !scheme.startsWith("http") || isExcepted(environment, url.getHost())) {
      return Proxy.NO_PROXY;
    }
    URI proxy = URI.create(named.contains("://") ? named : "http://" + named);
    int port = proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port));
  }

  private static boolean isExcepted(Map<String, String> environment, String host) {
    return Arrays.stream(variable(environment, "no_proxy").split(","))
        .map(name -> name.strip().replaceFirst("^\\*?\\.", ""))
        .filter(name -> !name.isEmpty())
        .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
  }

  private static String variable(Map<String, String> environment, String name) {
    return environment.getOrDefault(
        name, environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
  }
}
