package io.belfry.bench.run;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A way to run our server that is measured beside the plain one, in the same run.
 *
 * <p>Thread: immutable.
 */
enum Variant {
  /** An endpoint is told of everything. */
  WEBHOOKS("webhooks", "With webhooks of all kinds beside without", "with", "without"),
  /** Clients come over TLS; backends stay plain. */
  TLS("tls", "Clients over TLS beside plain ones", "TLS", "plain"),
  /** The same without a native library. */
  TLS_JDK("tls-jdk", "Clients over TLS of the JDK alone beside plain ones", "TLS", "plain"),
  /** Clients negotiate permessage-deflate. */
  DEFLATE("deflate", "Compressed beside plain", "compressed", "plain"),
  /** Three nodes of a cluster and their engine, which clients come to by turns. */
  CLUSTER("cluster", "Three nodes and their engine beside one node", "three nodes", "one node");

  private static final Set<Work> WITH_WEBHOOKS =
      Set.of(Work.FAN_1000, Work.PUBLISH, Work.CLIENT_EVENTS, Work.PRESENCE);
  private static final Set<Work> OVER_TLS = Set.of(Work.FAN_1000, Work.STORM_WARM, Work.IDLE);
  private static final Set<Work> COMPRESSED = Set.of(Work.FAN_1000_LARGE, Work.IDLE);
  private static final Set<Work> OVER_NODES =
      Set.of(
          Work.FAN_1000,
          Work.FAN_100,
          Work.PUBLISH,
          Work.USERS,
          Work.CLIENT_EVENTS,
          Work.CLUSTER_FAN,
          Work.CLUSTER_PACED,
          Work.CLUSTER_MAX,
          Work.CLUSTER_JOINS,
          Work.CLUSTER_HEAL,
          Work.IDLE);
  private static final double CLUSTER_P99_MS = 46;
  private static final double WEBHOOKS_COST = 1.15;
  private static final double TLS_COST = 1.6;

  private final String label;
  private final String title;
  private final String own;
  private final String other;

  Variant(String label, String title, String own, String other) {
    this.label = label;
    this.title = title;
    this.own = own;
    this.other = other;
  }

  /** What it is called in raw lines. */
  String label() {
    return label;
  }

  /** Heading of its table. */
  String title() {
    return title;
  }

  /** What the columns of the two servers are called, its own first. */
  List<String> columns() {
    return List.of(own, other);
  }

  /** Whether the server is measured so at this work. */
  boolean does(Work work) {
    return switch (this) {
      case WEBHOOKS -> WITH_WEBHOOKS.contains(work);
      case TLS, TLS_JDK -> OVER_TLS.contains(work);
      case DEFLATE -> COMPRESSED.contains(work);
      case CLUSTER -> OVER_NODES.contains(work);
    };
  }

  /** Whether clients come over TLS. */
  boolean isEncrypted() {
    return this == TLS || this == TLS_JDK;
  }

  /** What the generator needs for it. */
  Optional<Library> library() {
    return switch (this) {
      case WEBHOOKS, CLUSTER -> Optional.empty();
      case TLS, TLS_JDK -> Optional.of(Library.OPENSSL);
      case DEFLATE -> Optional.of(Library.ZLIB);
    };
  }

  /** Options of the virtual machine; empty for those of everybody. */
  Optional<String> machineOptions() {
    return this == TLS_JDK
        ? Optional.of("-Dio.netty.handler.ssl.noOpenSsl=true")
        : Optional.empty();
  }

  /** What a figure may cost beside the plain server. */
  Goal goal(Figure figure) {
    return switch (this) {
      case WEBHOOKS ->
          figure.title().contains("CPU") ? new Goal.RatioAtMost(WEBHOOKS_COST) : new Goal.None();
      case TLS ->
          figure.field().equals(Figures.CPU_PER_DELIVERY)
              ? new Goal.RatioAtMost(TLS_COST)
              : new Goal.None();
      case CLUSTER ->
          switch (figure.field()) {
            case "latency_far_ms.p99" -> new Goal.AtMost(CLUSTER_P99_MS);
            case Figures.LAST_REMOVAL -> figure.goal();
            default -> new Goal.None();
          };
      case TLS_JDK, DEFLATE -> new Goal.None();
    };
  }
}
