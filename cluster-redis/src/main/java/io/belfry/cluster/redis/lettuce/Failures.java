package io.belfry.cluster.redis.lettuce;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What a failed command says.
 *
 * <p>Thread: thread-safe.
 *
 * @see "cluster.md, section 6: lost"
 */
final class Failures {
  private static final List<String> ELSEWHERE =
      List.of("MOVED ", "ASK ", "CLUSTERDOWN ", "TRYAGAIN ");
  private static final String IN_A_SCRIPT = "non local key";
  private static final List<String> REFUSED_THERE = List.of("OOM ", "MISCONF ", "WRONGTYPE ");

  private Failures() {}

  /** What has failed, without what was put around it on its way. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The engine does not have the script any more. */
  static boolean isScriptMissing(Throwable failure) {
    return cause(failure) instanceof RedisNoScriptException;
  }

  /** The partition does not live there, or is on its way; the process is well otherwise. */
  static boolean isElsewhere(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    return cause instanceof RedisCommandExecutionException
        && message != null
        && (ELSEWHERE.stream().anyMatch(message::startsWith) || message.contains(IN_A_SCRIPT));
  }

  /**
   * The process has answered and nothing is cured by another connection to it: the partition lives
   * elsewhere, or the process takes no writes now, or somebody has spoilt a key of the partition.
   *
   * @see "ADR 0063"
   */
  static boolean isPlaceWell(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    return isElsewhere(failure)
        || (cause instanceof RedisCommandExecutionException
            && message != null
            && REFUSED_THERE.stream().anyMatch(message::startsWith));
  }

  /** The failure in one line, for a log. */
  static String words(Throwable failure) {
    Throwable cause = cause(failure);
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }
}
