package io.belfry.cli.load;

import io.belfry.protocol.sign.Secret;

/**
 * The server under load.
 *
 * <p>Thread: immutable.
 *
 * @param host name or address
 * @param port of its WebSockets
 * @param apiPort of its HTTP API
 * @param app what is under load there
 * @param visit how it is asked
 */
public record Target(String host, int port, int apiPort, AppAccess app, Visit visit) {
  /**
   * How it is asked.
   *
   * @param prefix of its paths, empty for none
   * @param origin that connections claim to come from, as a page does; empty for none, as programs
   *     do
   */
  public record Visit(String prefix, String origin) {
    /** Without a prefix, and as a program. */
    public static final Visit PLAIN = new Visit("", "");
  }

  /**
   * An app of the server.
   *
   * @param id in paths of the HTTP API
   * @param key public key
   * @param secret signs users, channels and requests
   */
  public record AppAccess(String id, String key, Secret secret) {}

  /** Host and port, as a URL has them. */
  String authority() {
    return authority(port);
  }

  /** Host and port of the HTTP API, as a URL has them. */
  String apiAuthority() {
    return authority(apiPort);
  }

  private String authority(int number) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + number;
  }
}
