package io.belfry.server;

import io.belfry.server.app.Limit;
import io.belfry.server.http.ApiReason;
import io.belfry.server.metrics.Metric;
import io.belfry.server.metrics.Metrics;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.socket.CloseCodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What will be counted once it happens, so that metrics show it as zero before: every word of every
 * label.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-017"
 */
final class ExpectedCounts {
  private static final List<String> LIMITS_OF_NODE =
      List.of(
          "server.connect_rate_per_address",
          "server.max_connections",
          "server.max_input_bytes",
          "server.memory");

  /** Refusals of the API that an operator watches; others are counted too. */
  private static final Set<ApiReason> WATCHED =
      Collections.unmodifiableSet(
          EnumSet.of(
              ApiReason.AUTH_SIGNATURE_INVALID,
              ApiReason.AUTH_KEY_UNKNOWN,
              ApiReason.AUTH_PARAM_MISSING,
              ApiReason.AUTH_TIMESTAMP_INVALID,
              ApiReason.AUTH_TIMESTAMP_EXPIRED,
              ApiReason.AUTH_VERSION_UNSUPPORTED,
              ApiReason.AUTH_BODY_MD5_MISMATCH,
              ApiReason.APP_DISABLED,
              ApiReason.PAYLOAD_TOO_LARGE,
              ApiReason.RATE_LIMITED,
              ApiReason.OVERLOADED,
              ApiReason.CLUSTER_UNAVAILABLE,
              ApiReason.SHUTTING_DOWN,
              ApiReason.INTERNAL_ERROR));

  private ExpectedCounts() {}

  /** Tells the metrics of it. */
  static void tell(Metrics metrics) {
    List<List<String>> signins = new ArrayList<>();
    signins.add(List.of("accepted", "signed_in"));
    Reason.of(RefusalKind.SIGN_IN)
        .forEach(reason -> signins.add(List.of("refused", reason.word())));
    metrics.expect(Metric.SIGNINS, signins);
    metrics.expect(
        Metric.REFUSALS,
        Arrays.stream(RefusalKind.values())
            .filter(kind -> kind != RefusalKind.SIGN_IN)
            .flatMap(
                kind -> Reason.of(kind).stream().map(reason -> List.of(kind.word(), reason.word())))
            .toList());
    // Which endpoints there are is seen when something is counted.
    metrics.expect(Metric.WEBHOOK_EVENTS, List.of());
    metrics.expect(Metric.WEBHOOK_REQUESTS, List.of());
    metrics.expect(Metric.WEBHOOK_DEAD_LETTERS, List.of());
    metrics.expect(Metric.WEBHOOK_DROPPED_EVENTS, List.of());
    metrics.expect(Metric.CONNECTIONS_CLOSED, CloseCodes.all());
    metrics.expect(Metric.API_REFUSALS, rows(WATCHED.stream().map(ApiReason::word)));
    metrics.expect(
        Metric.LIMIT_REFUSALS,
        rows(
            Stream.concat(Arrays.stream(Limit.values()).map(Limit::key), LIMITS_OF_NODE.stream())));
  }

  private static List<List<String>> rows(Stream<String> words) {
    return words.map(List::of).toList();
  }
}
