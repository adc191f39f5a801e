package io.belfry.server.delivery;

import io.belfry.server.channel.Loop;
import io.belfry.server.cluster.Keeper;
import io.belfry.server.cluster.Keeper.Decision;
import io.belfry.server.cluster.Keeper.Holder;
import io.belfry.server.cluster.Keeper.Report;
import io.belfry.server.cluster.Keeper.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The node's keepers, one for each event loop. A channel or user belongs to the loop that its hash
 * names; reports of other loops go there as messages and the answers come back the same way, so no
 * keeper is ever locked. With one loop every report is answered on the spot.
 *
 * <p>Thread: thread-safe; answers complete on the loop that reported.
 */
public final class Keepers {
  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

  private final String node;
  private final List<? extends Loop> loops;
  private final List<Keeper> keepers = new ArrayList<>();
  private final Consumer<Decision> decisions;

  /**
   * Keepers on these loops.
   *
   * @param node name of this node among the holders
   * @param decisions is given each decision, on the loop that owns its subject
   */
  public Keepers(String node, List<? extends Loop> loops, Consumer<Decision> decisions) {
    this.node = node;
    this.loops = List.copyOf(loops);
    this.decisions = decisions;
    loops.forEach(loop -> keepers.add(new Keeper()));
  }

  /** Reports that the loop holds the subject from now on; completes when that is taken. */
  CompletionStage<Void> firstIn(Loop reporter, Subject subject) {
    Report report = new Report.FirstIn(subject, new Holder(node, reporter.index()));
    int owner = ownerOf(subject);
    if (owner == reporter.index()) {
      apply(owner, report);
      return AT_ONCE;
    }
    CompletableFuture<Void> answer = new CompletableFuture<>();
    loops
        .get(owner)
        .execute(
            () -> {
              apply(owner, report);
              reporter.execute(() -> answer.complete(null));
            });
    return answer;
  }

  /** Reports that the loop no longer holds the subject. */
  void lastOut(Loop reporter, Subject subject) {
    Report report = new Report.LastOut(subject, new Holder(node, reporter.index()));
    int owner = ownerOf(subject);
    if (owner == reporter.index()) {
      apply(owner, report);
    } else {
      loops.get(owner).execute(() -> apply(owner, report));
    }
  }

  private void apply(int owner, Report report) {
    keepers.get(owner).apply(report).ifPresent(decisions);
  }

  private int ownerOf(Subject subject) {
    return Math.floorMod(subject.hashCode(), loops.size());
  }
}
