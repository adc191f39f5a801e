package io.belfry.cluster.redis.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a node's user may do at an engine process, found out without writing anything: a script that
 * cannot write tries each command.
 *
 * <p>Thread: stateless.
 *
 * @see "cluster.md, section 12"
 */
final class EngineRights {
  private static final Pattern CALL = Pattern.compile("call\\('([A-Z]+)'");
  private static final String DENIED = "NOPERM";

  /** Those of {@link Questions}, beside what the scripts call. */
  private static final List<String> READS =
      List.of("HSCAN", "HVALS", "SMEMBERS", "XRANGE", "ZRANGE", "ZRANGEBYLEX");

  private EngineRights() {}

  /** All commands that a node runs on keys of a partition. */
  static List<String> needed() {
    TreeSet<String> needed = new TreeSet<>(READS);
    for (Script script : Script.values()) {
      CALL.matcher(script.text()).results().map(EngineRights::command).forEach(needed::add);
    }
    return List.copyOf(needed);
  }

  private static String command(MatchResult found) {
    return found.group(1);
  }

  /**
   * Those that the user may not run there. Fails when it may not run scripts there at all.
   *
   * @param meta key of a partition that lives there
   */
  static CompletionStage<List<String>> missing(
      RedisAsyncCommands<byte[], byte[]> redis, byte[] meta) {
    byte[][] commands = needed().stream().map(name -> name.getBytes(UTF_8)).toArray(byte[][]::new);
    return redis
        .scriptLoad(Script.text("rights.lua"))
        .thenCompose(
            digest ->
                redis.<List<Object>>evalsha(
                    digest, ScriptOutputType.MULTI, new byte[][] {meta}, commands))
        .thenApply(EngineRights::names);
  }

  private static List<String> names(List<Object> answer) {
    List<String> names = new ArrayList<>();
    Parts parts = Parts.of(answer);
    while (parts.hasNext()) {
      names.add(parts.text());
    }
    return names;
  }

  /** Whether the engine says that somebody may not do it. */
  static boolean isDenied(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    String message = cause.getMessage();
    return cause instanceof RedisCommandExecutionException
        && message != null
        && message.startsWith(DENIED);
  }
}
