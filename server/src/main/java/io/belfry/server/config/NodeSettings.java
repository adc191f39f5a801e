package io.belfry.server.config;

import io.belfry.server.app.AppSettings.OriginPattern;
import io.belfry.server.setting.AddressRange;
import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Setting;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node can be told: each setting with its type, range, default and sentence. {@link
 * ServerConfig#of} has the values.
 *
 * <p>Thread: immutable.
 */
public final class NodeSettings {
  private static final List<Setting<?>> ALL = new ArrayList<>();
  private static final Kind<Integer> PORTS = Kind.number(0, 65_535);
  private static final Kind<Optional<Path>> FILE =
      Kind.optional(
          Kind.TEXT
              .judged(text -> path(text, " is no name of a file."))
              .as(Path::of, Path::toString));

  private NodeSettings() {}

  /** Address to listen on; every one by default. */
  public static final Setting<String> HOST =
      of("host", AddressKinds.HOST, "0.0.0.0", "Address to listen on.");

  /** Port to listen on; 6001 by default, 0 takes any free one. */
  public static final Setting<Integer> PORT =
      of("port", PORTS, 6001, "Port to listen on; 0 takes any free one.");

  /** Folder that the server may write to. */
  public static final Setting<Path> DATA_DIR =
      of(
          "data_dir",
          Kind.TEXT
              .judged(text -> path(text, " is no name of a folder."))
              .as(Path::of, Path::toString),
          Path.of("./data"),
          "Folder that the server writes to: the audit log, the outbox of webhooks once an app has one, who is blocked or revoked once somebody is, and nothing else.");

  /** Prefixes under which WebSocket and HTTP API paths are found; none by default. */
  public static final Setting<List<String>> PATH_PREFIXES =
      of(
          "path_prefixes",
          AddressKinds.NEEDED_PREFIXES,
          List.of(""),
          "Prefixes before /app/KEY and /apps/ID, each beginning with a slash.");

  /** Prefixes under which the HTTP fallback transports are found; an empty list for none. */
  public static final Setting<List<String>> FALLBACK_PREFIXES =
      of(
          "fallback_prefixes",
          AddressKinds.PREFIXES,
          List.of("/pusher"),
          "Prefixes of the HTTP fallback transports, each beginning with a slash; an empty list switches them off.");

  /** How this process talks to the kernel: auto (the default), epoll, io_uring or nio. */
  public static final Setting<String> TRANSPORT =
      of(
          "transport",
          Kind.word(List.of("auto", "epoll", "io_uring", "nio")),
          "auto",
          "How to talk to the kernel's sockets.");

  /** Number of event loops; 0 for one a core, which is the default. */
  public static final Setting<Integer> EVENT_LOOPS =
      of("event_loops", Kind.number(0, 1024), 0, "Number of event loops; 0 is one a core.");

  /** Time over which connections are closed when it goes down, up to an hour. */
  public static final Setting<Optional<Duration>> DRAIN =
      of(
          "drain_seconds",
          Kind.optional(Kind.seconds(0, 3600)),
          Optional.empty(),
          "Time over which connections are closed with 4200 when the server goes down. Unset: as fast as a process that has taken over the port takes them in, and all at once where there is none, with 4100.");

  /**
   * Longest time that {@code belfry serve} exercises itself before it is ready; 2 s by default, 0
   * is not at all. A server that is started in code is told by its builder.
   */
  public static final Setting<Duration> WARM_UP =
      of(
          "warmup_seconds",
          Kind.seconds(0, 60),
          Duration.ofSeconds(2),
          "Longest time that serve exercises itself before it is ready; 0 is not at all. It ends earlier when that makes nothing faster any more.");

  /** Longest silence of a client before something is sent for the sake of proxies; 25 s. */
  public static final Setting<Duration> WEBSOCKET_PING =
      of(
          "websocket_ping_seconds",
          Kind.seconds(0, 3600),
          Duration.ofSeconds(25),
          "Silence of a client after which a WebSocket ping, or a heartbeat of the fallback, keeps proxies from cutting it; 0 sends none before the activity timeout.");

  /** Connections at a time; 0, the default, for nine tenths of the file descriptors. */
  public static final Setting<Long> MAX_CONNECTIONS =
      of(
          "max_connections",
          Kind.whole(0, 100_000_000),
          0L,
          "Connections at a time; 0 is nine tenths of the file descriptors. A further one is closed with 4100.");

  /** How far the clock of a caller of the HTTP API may be off: 1 s to a day, 600 s by default. */
  public static final Setting<Duration> AUTH_TIMESTAMP_SKEW =
      of(
          "auth_timestamp_skew_seconds",
          Kind.seconds(1, 86_400),
          Duration.ofSeconds(600),
          "How far the clock of a caller of the HTTP API may be off.");

  /** Port of the HTTP API, 0 for any free one; unset it shares that of the WebSockets. */
  public static final Setting<Optional<Integer>> API_PORT =
      of(
          "api_port",
          Kind.optional(PORTS),
          Optional.empty(),
          "Port for the HTTP API alone, which then leaves server.port; without it both share that one.");

  /** Proxies whose word about the client is taken; none by default. */
  public static final Setting<List<AddressRange>> TRUSTED_PROXIES =
      of(
          "trusted_proxies",
          AddressRange.LIST,
          List.of(),
          "Addresses of proxies, such as 10.0.0.5 or 10.0.0.0/24, whose forwarded fields and PROXY headers are believed; nobody else's are.");

  /** Whether trusted proxies begin each connection with a PROXY header; off by default. */
  public static final Setting<Boolean> PROXY_PROTOCOL =
      of(
          "proxy_protocol",
          Kind.ON_OFF,
          false,
          "Whether connections of trusted_proxies to server.port and server.tls.port begin with a PROXY header, of version 1 or 2; those that do not are closed.");

  /** Whether the log has each refusal; off by default. */
  public static final Setting<Boolean> LOG_EVERY_REFUSAL =
      of(
          "log_every_refusal",
          Kind.ON_OFF,
          false,
          "Whether the log has each refusal, and not the first of a kind and app with a count of those that follow.");

  /** Whether messages are compressed for clients that offer it; on by default. */
  public static final Setting<Boolean> COMPRESSION =
      of(
          "compression",
          Kind.ON_OFF,
          true,
          "Whether messages are compressed for clients that offer permessage-deflate, as browsers do. Those under 1 KiB never are.");

  /** Address of the operations port; the loopback one by default. */
  public static final Setting<String> OPERATIONS_HOST =
      of("operations.host", AddressKinds.HOST, "127.0.0.1", "Address of the operations port.");

  /** Port where operators look, 0 for any free one; unset there is none. */
  public static final Setting<Optional<Integer>> OPERATIONS_PORT =
      of(
          "operations.port",
          Kind.optional(PORTS),
          Optional.empty(),
          "Port of /metrics, /health and /openapi.yaml, which are nowhere until it is set.");

  /** Port that speaks TLS, 0 for any free one; unset there is none. */
  public static final Setting<Optional<Integer>> TLS_PORT =
      of(
          "tls.port",
          Kind.optional(PORTS),
          Optional.empty(),
          "Port for https:// and wss://; the same as server.port lets that one speak TLS alone.");

  /** PEM file of the certificate and those that lead from it to a root; unset there is none. */
  public static final Setting<Optional<Path>> TLS_CERT_FILE =
      of(
          "tls.cert_file",
          FILE,
          Optional.empty(),
          "PEM file of the server's certificate and of those that signed it, in that order; taken anew when it changes.");

  /** PEM file of its private key; unset there is none. */
  public static final Setting<Optional<Path>> TLS_KEY_FILE =
      of(
          "tls.key_file",
          FILE,
          Optional.empty(),
          "PEM file of its private key, not encrypted; taken anew when it changes.");

  /** What speaks TLS: auto (the default), boringssl or jdk. */
  public static final Setting<String> TLS_ENGINE =
      of(
          "tls.engine",
          Kind.word(List.of("auto", "boringssl", "jdk")),
          "auto",
          "What speaks TLS; auto is BoringSSL where there is a library of it for the machine, else the JDK.");

  /** TLS handshakes that begin in a second; 2,000 by default, 0 for as many as come. */
  public static final Setting<Long> TLS_MAX_HANDSHAKES =
      of(
          "tls.max_handshakes_per_second",
          Kind.whole(0, 1_000_000),
          2_000L,
          "TLS handshakes that begin in a second; further ones wait for their turn. 0 is as many as come.");

  /** Web pages that may call the HTTP API; none by default. */
  public static final Setting<List<OriginPattern>> API_ALLOWED_ORIGINS =
      of(
          "api_allowed_origins",
          OriginPattern.LIST,
          List.of(),
          "Origins of web pages that may call the HTTP API; none by default, since it is for servers.");

  /** New connections a second from one address; −1, the default, for no limit. */
  public static final Setting<Long> CONNECT_RATE_PER_ADDRESS =
      of(
          "connect_rate_per_address",
          Kind.whole(-1, 1_000_000),
          -1L,
          "New connections a second from one address, with a burst of one second's worth; more is answered 429.");

  /** Bytes of unfinished input of all clients; 0, the default, for an eighth of the memory. */
  public static final Setting<Long> MAX_INPUT_BYTES =
      of(
          "max_input_bytes",
          Kind.whole(0, Long.MAX_VALUE),
          0L,
          "Bytes that clients may have begun to send and not finished, all together; 0 is an eighth of the memory. Beyond it the largest are given up with 4100 or 503.");

  /** Size of the outbox of webhooks, dead letters included: 1 MiB or more, 1 GiB by default. */
  public static final Setting<Long> WEBHOOKS_MAX_OUTBOX_BYTES =
      of(
          "webhooks.max_outbox_bytes",
          Kind.whole(1 << 20, Long.MAX_VALUE),
          1L << 30,
          "Bytes of what waits for endpoints and of dead letters, in data_dir. Beyond it the oldest dead letters are dropped, then the oldest that waits.");

  /** Addresses that webhooks of any app may go to although they are private; none by default. */
  public static final Setting<List<AddressRange>> WEBHOOKS_ALLOW_PRIVATE_TARGETS =
      of(
          "webhooks.allow_private_targets",
          AddressRange.LIST,
          List.of(),
          "Ranges of private addresses, such as 10.0.0.0/8, that webhooks may go to. Those of apps in this file may go to all but link-local ones anyway.");

  /** Whether webhooks may go to https addresses alone; off by default. */
  public static final Setting<Boolean> WEBHOOKS_REQUIRE_HTTPS =
      of(
          "webhooks.require_https",
          Kind.ON_OFF,
          false,
          "Whether an endpoint whose URL begins with http:// is refused.");

  /** Proxy that webhooks go through, such as {@code http://proxy:3128}; none by default. */
  public static final Setting<Optional<URI>> WEBHOOKS_PROXY =
      of(
          "webhooks.proxy",
          Kind.optional(AddressKinds.PROXY),
          Optional.empty(),
          "HTTP proxy that webhooks go through, such as http://proxy.internal:3128. For apps of this file it finds the addresses, so it has to judge them.");

  /**
   * Whether an audit log is kept. Unset, the command keeps one wherever it can, and a server in
   * code none.
   */
  public static final Setting<Optional<Boolean>> AUDIT_ENABLED =
      ofAudit(
          "enabled",
          Kind.optional(Kind.ON_OFF),
          Optional.empty(),
          "Whether an audit log is kept in data_dir/audit. With true the server does not start where it cannot be written; unset, the command starts and says so.");

  /** Days for which files of the audit log are kept: 1 to 3,650, 90 by default. */
  public static final Setting<Integer> AUDIT_KEEP_DAYS =
      ofAudit(
          "keep_days",
          Kind.number(1, 3_650),
          90,
          "Days for which files of the audit log are kept.");

  /** Bytes of the audit log: 16 MiB to 1 TiB, 1 GiB by default. */
  public static final Setting<Long> AUDIT_MAX_BYTES =
      ofAudit(
          "max_bytes",
          Kind.whole(16 << 20, 1L << 40),
          1L << 30,
          "Bytes of the audit log; beyond them its oldest files are deleted.");

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> ofAudit(String name, Kind<T> kind, T otherwise, String sentence) {
    return add(Setting.of("audit." + name, kind, otherwise, sentence));
  }

  private static <T> Setting<T> of(String name, Kind<T> kind, T otherwise, String sentence) {
    return add(Setting.of("server." + name, kind, otherwise, sentence));
  }

  private static <T> Setting<T> add(Setting<T> setting) {
    ALL.add(setting);
    return setting;
  }

  private static List<String> path(String text, String mistake) {
    try {
      Path unused = Path.of(text);
      return List.of();
    } catch (InvalidPathException e) {
      return List.of(mistake);
    }
  }
}
