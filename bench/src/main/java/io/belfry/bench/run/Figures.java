package io.belfry.bench.run;

import static io.belfry.bench.run.Figure.disturbed;
import static io.belfry.bench.run.Figure.steady;

import java.util.List;
import java.util.stream.Stream;

/**
 * The rows of the table and the goals that the project has set itself.
 *
 * <p>Thread: stateless.
 */
final class Figures {
  /** The field of the CPU time that a delivery costs. */
  static final String CPU_PER_DELIVERY = "cpu_us_per_msg";

  /** The field of the last removal after a node was killed. */
  static final String LAST_REMOVAL = "removed_ms.max";

  private Figures() {}

  /** The rows of this work, in their order. */
  static List<Figure> of(Work work) {
    return switch (work) {
      case COLDSTART -> start();
      case FAN_1000_COLD -> deliveries("fanout", new Goal.None());
      case FAN_1000 -> deliveries("fanout", new Goal.RatioAtMost(1.2));
      case FAN_1000_LARGE -> deliveries("fanout", new Goal.None());
      case FAN_100 -> deliveries("fanout", new Goal.RatioAtMost(1.15));
      case FAN_1000_MAX ->
          highest(new Goal.RatioAtLeast(1.2), new Goal.AtMost(8), new Goal.AtMost(15));
      case FAN_100_MAX -> highest(new Goal.RatioAtLeast(1.0), new Goal.None(), new Goal.None());
      case PUBLISH_COLD -> publishes(new Goal.None(), new Goal.None());
      case PUBLISH -> publishes(new Goal.RatioAtLeast(0.8), new Goal.RatioAtMost(1.7));
      case BATCH -> publishes(new Goal.None(), new Goal.RatioAtMost(1.4));
      case USERS -> deliveries("users", new Goal.RatioAtMost(1.5));
      case CLIENT_EVENTS -> deliveries("client_events", new Goal.RatioAtMost(1.2));
      case STORM_COLD -> coldStorm();
      case STORM_WARM -> warmStorm();
      case PRESENCE -> joins();
      case CLUSTER_FAN, CLUSTER_PACED -> deliveries("fanout", new Goal.None());
      case CLUSTER_MAX -> highest(new Goal.None(), new Goal.None(), new Goal.None());
      case CLUSTER_JOINS ->
          List.of(
              steady("CPU µs/join and leave", "joins", "cpu_us_per_op"),
              disturbed("join to member_added p50 ms", "joins", "latency_ms.p50"),
              disturbed("join to member_added p99 ms", "joins", "latency_ms.p99"),
              disturbed("subscribed p50 ms", "joins", "subscribed_ms.p50"));
      case CLUSTER_HEAL ->
          List.of(
              disturbed("ms from kill -9 to half of the removals", "heal", "removed_ms.p50"),
              disturbed("ms from kill -9 to the last removal", "heal", LAST_REMOVAL)
                  .with(new Goal.AtMost(5_000)));
      case IDLE -> idle();
    };
  }

  /**
   * What tells a variant from the plain server. Of most that is what is steady alone: a receiver,
   * the disk or the other end's encryption are at work on the generator's core.
   */
  static List<Figure> of(Work work, Variant variant) {
    Stream<Figure> rows = of(work).stream();
    return switch (variant) {
      case CLUSTER -> Stream.concat(rows, ofCluster(work).stream()).toList();
      case DEFLATE ->
          Stream.concat(
                  rows.filter(Figures::isSteady),
                  Stream.of(steady("bytes read/delivery", "fanout", "bytes_per_msg")))
              .toList();
      case WEBHOOKS, TLS, TLS_JDK -> rows.filter(Figures::isSteady).toList();
    };
  }

  private static boolean isSteady(Figure figure) {
    return figure.nature() == Figure.Nature.STEADY;
  }

  /** The engine's share, and what reaches those who are on another node. */
  private static List<Figure> ofCluster(Work work) {
    return switch (work) {
      case PUBLISH ->
          List.of(
              steady("engine's CPU µs/event", "publish", "engine_us_per_event"),
              disturbed("frame on another node p50 ms", "publish", "latency_far_ms.p50"),
              disturbed("frame on another node p99 ms", "publish", "latency_far_ms.p99"));
      case CLUSTER_MAX -> far("half_load");
      case CLUSTER_JOINS ->
          Stream.concat(
                  Stream.of(steady("engine's CPU µs/join and leave", "joins", "engine_us_per_op")),
                  far("joins").stream())
              .toList();
      case IDLE -> List.of(steady("the engine's cores", "idle", "engine_cores_used"));
      case CLUSTER_HEAL -> List.of();
      case USERS -> onAnotherNode("users");
      case CLIENT_EVENTS -> onAnotherNode("client_events");
      default -> onAnotherNode("fanout");
    };
  }

  private static List<Figure> onAnotherNode(String result) {
    return Stream.concat(
            Stream.of(steady("engine's CPU µs/delivery", result, "engine_us_per_msg")),
            far(result).stream())
        .toList();
  }

  private static List<Figure> far(String result) {
    return List.of(
        disturbed("on another node p50 ms", result, "latency_far_ms.p50"),
        disturbed("on another node p99 ms", result, "latency_far_ms.p99"));
  }

  private static List<Figure> start() {
    return List.of(
        disturbed("ms to listening", "coldstart", "listen_ms").with(new Goal.AtMost(200)),
        disturbed("ms to first greeting", "coldstart", "first_greeting_ms"),
        steady("CPU s", "coldstart", "server_cpu_s"),
        steady("RSS MiB, nobody connected", "coldstart", "rss_mib_after")
            .with(new Goal.AtMost(70)));
  }

  private static List<Figure> deliveries(String result, Goal goal) {
    return List.of(
        steady("CPU µs/delivery", result, CPU_PER_DELIVERY).with(goal),
        disturbed("latency p50 ms", result, "latency_ms.p50"),
        disturbed("latency p99 ms", result, "latency_ms.p99"),
        steady("PSS MiB", result, "pss_mib_after"));
  }

  private static List<Figure> highest(Goal rate, Goal p99, Goal p999) {
    return List.of(
        disturbed("deliveries/s, p99 below 100 ms", "max_rate", "delivered_per_s").with(rate),
        disturbed("half of it: latency p50 ms", "half_load", "latency_ms.p50"),
        disturbed("half of it: latency p99 ms", "half_load", "latency_ms.p99").with(p99),
        disturbed("half of it: latency p99.9 ms", "half_load", "latency_ms.p999").with(p999),
        steady("half of it: CPU µs/delivery", "half_load", CPU_PER_DELIVERY),
        steady("half of it: messages/read", "half_load", "msgs_per_recv"));
  }

  private static List<Figure> publishes(Goal rate, Goal cpu) {
    return List.of(
        disturbed("requests/s", "publish", "requests_per_s").with(rate),
        steady("CPU µs/event", "publish", "cpu_us_per_event").with(cpu),
        disturbed("request p99 ms", "publish", "request_ms.p99"));
  }

  private static List<Figure> coldStorm() {
    return Stream.of(
            step("connections", "connect", new Goal.None(), new Goal.None()),
            step("sign-ins", "signin", new Goal.None(), new Goal.None()),
            step("subscriptions", "subscribe", new Goal.None(), new Goal.None()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Figure> warmStorm() {
    return Stream.of(
            step("connections", "connect", new Goal.AtLeast(20_000), new Goal.RatioAtMost(1.6)),
            step("sign-ins", "signin", new Goal.AtLeast(60_000), new Goal.RatioAtMost(1.6)),
            step(
                "subscriptions", "subscribe", new Goal.AtLeast(100_000), new Goal.RatioAtMost(1.2)))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Figure> joins() {
    return step("joins", "subscribe", new Goal.None(), new Goal.None());
  }

  private static List<Figure> step(String title, String result, Goal rate, Goal cpu) {
    return List.of(
        disturbed(title + "/s", result, "per_s").with(rate),
        steady(title + ": CPU µs each", result, "cpu_us_per_op").with(cpu));
  }

  private static List<Figure> idle() {
    return List.of(
        steady("PSS KiB/connection", "idle", "pss_kib_per_conn").with(new Goal.AtMost(5)),
        steady("RSS MiB with all of them", "idle", "rss_mib_after").with(new Goal.AtMost(200)),
        steady("cores used by idle ones", "idle", "server_cores_used").with(new Goal.AtMost(0.01)));
  }
}
