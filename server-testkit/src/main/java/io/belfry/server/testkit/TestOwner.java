package io.belfry.server.testkit;

import io.belfry.protocol.Member;
import io.belfry.server.cluster.ClusterAdapter;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Publication;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Report.Holder;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** An owner with one thread, which notes what it hears. Confined to that thread but for asking. */
final class TestOwner implements Truth.SubjectOwner, AutoCloseable {
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<Decision> decided = new ArrayList<>();
  private final List<String> published = new ArrayList<>();
  private final Map<Subject.OfChannel, Map<String, Member>> members = new HashMap<>();
  private final Map<Subject, Report> held = new LinkedHashMap<>();
  private final Set<Subject> told = new HashSet<>();
  private final Truth truth;
  private final Holder node;
  private final int part;
  private long owning;

  TestOwner(ClusterAdapter cluster, int part) {
    this.part = part;
    thread.execute(() -> owning = Thread.currentThread().threadId());
    this.node = new Holder(cluster.node(), 0);
    this.truth = cluster.open(this);
  }

  Holder node() {
    return node;
  }

  /** What was decided until now. */
  List<Decision> decided() {
    return Answered.with(CompletableFuture.supplyAsync(() -> List.copyOf(decided), thread));
  }

  /** The texts of what the truth handed over until now. */
  List<String> published() {
    return Answered.with(CompletableFuture.supplyAsync(() -> List.copyOf(published), thread));
  }

  /** Asks the truth on the owner's thread. */
  <A> CompletionStage<A> ask(Function<Truth, CompletionStage<A>> question) {
    return CompletableFuture.supplyAsync(
            () -> question.apply(truth).thenApply(this::onOwnThread), thread)
        .thenCompose(answer -> answer);
  }

  private <A> A onOwnThread(A answer) {
    isOwning();
    return answer;
  }

  /** Holds what the report says, and tells the truth. */
  CompletionStage<Truth.Ruling> tell(Report report) {
    return ask(
        asked -> {
          hold(report);
          CompletionStage<Truth.Ruling> ruling = asked.tell(report);
          note(report);
          return ruling;
        });
  }

  /** Reads a channel; the answer comes with what had been decided when it came. */
  CompletionStage<Read> read(Subject.OfChannel channel) {
    return ask(
        asked -> asked.read(channel).thenApply(reading -> new Read(reading, List.copyOf(decided))));
  }

  /** A reading, and what was decided until it was there. */
  record Read(Truth.ChannelTruth reading, List<Decision> decided) {}

  private void hold(Report report) {
    if (report instanceof Report.MemberIn in) {
      members
          .computeIfAbsent(in.subject(), unused -> new LinkedHashMap<>())
          .put(in.member().id().text(), in.member());
    } else if (report instanceof Report.MemberOut out) {
      members.getOrDefault(out.subject(), new HashMap<>()).remove(out.user().text());
    }
    held.put(report.subject(), report);
  }

  private void note(Report report) {
    if (report instanceof Report.LastOut) {
      told.remove(report.subject());
    } else {
      told.add(report.subject());
    }
  }

  private void isOwning() {
    if (Thread.currentThread().threadId() != owning) {
      throw new AssertionError("It came on a thread that is not the owner's.");
    }
  }

  @Override
  public int part() {
    return part;
  }

  @Override
  public void decided(Decision decision) {
    isOwning();
    decided.add(decision);
  }

  @Override
  public void published(Publication publication) {
    isOwning();
    published.add(new String(publication.text(), StandardCharsets.UTF_8));
  }

  @Override
  public boolean isOverloaded() {
    return false;
  }

  @Override
  public List<Member> roster(Subject.OfChannel channel) {
    return List.copyOf(members.getOrDefault(channel, Map.of()).values());
  }

  @Override
  public int members(Subject.OfChannel channel) {
    return members.getOrDefault(channel, Map.of()).size();
  }

  @Override
  public boolean hasTold(Subject.OfUser user) {
    return told.contains(user);
  }

  @Override
  public void sayAll(Consumer<Report> report) {
    held.values().forEach(report);
  }

  @Override
  public boolean execute(Runnable task) {
    if (thread.isShutdown()) {
      return false;
    }
    thread.execute(task);
    return true;
  }

  @Override
  public void after(Duration delay, Runnable task) {
    if (!thread.isShutdown()) {
      var unused = thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
