package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.cluster.redis.wire.StepCall.Phase;
import io.belfry.cluster.redis.wire.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a node says in a partition, in numbered calls. Each call names the one before it, so that
 * the engine does each once and in order. A few are under way at a time; what is said meanwhile
 * waits and goes together.
 *
 * <p>When the link was lost, the engine says which call was its last. Those up to it are done,
 * though their answers are lost; the others go out again under the same numbers and with the same
 * holdings, since the engine may find the first copy later. Events are left out then, and are
 * refused when such a call is answered: from then on the first copy can do nothing any more, so
 * that no event comes after others that were published when its refusal was known.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-010, CLU-021, CLU-022"
 */
final class Steps {
  private static final int MAX_UNDER_WAY = 4;
  private static final int MAX_BYTES = 128 * 1024;

  private final Way way;
  private final LongSupplier nanoTime;
  private final Deque<Saying> queue = new ArrayDeque<>();
  private final Deque<Call> sent = new ArrayDeque<>();
  // What waits, for whoever looks from another thread.
  private final AtomicInteger shown = new AtomicInteger();
  private long acked;
  private long last;
  private boolean isOpen;
  private boolean isRestoring;
  // Known to be past the time in which a rebuilt partition refuses events.
  private boolean isSettled;

  /**
   * A call that has no answer.
   *
   * @param leftOut events of its first copy, which may be done still
   */
  private record Call(long number, Phase phase, List<Saying> sayings, List<Saying.Event> leftOut) {}

  /** Where calls go. */
  interface Way {
    /** Who steps. */
    NodeId me();

    /** Sends a call; {@code taken} hears of its answer, unless the link is lost. */
    void send(StepCall call, Consumer<StepAnswer.Taken> taken);

    /** Runs the task when all that was told up to that bundle is known. */
    void whenTold(long bundle, Runnable task);
  }

  Steps(Way way, LongSupplier nanoTime) {
    this.way = way;
    this.nanoTime = nanoTime;
  }

  /** Puts it behind all others; it goes with the next {@link #flush}. */
  void say(Saying saying) {
    queue.addLast(saying);
    show();
  }

  /** Puts it before all others that were not sent yet. */
  void sayFirst(Saying saying) {
    queue.addFirst(saying);
    show();
  }

  private void show() {
    shown.lazySet(queue.size());
  }

  /** How many wait to be sent, as they are seen from any thread. */
  int shown() {
    return shown.get();
  }

  /** How many wait to be sent. */
  int waiting() {
    return queue.size();
  }

  /** Whether nothing waits, for being sent or for an answer. */
  boolean isIdle() {
    return queue.isEmpty() && sent.isEmpty();
  }

  /** Number of the last call that was sent. */
  long last() {
    return last;
  }

  /** Whether the engine's last step fits to what was sent and answered. */
  boolean fits(long lastStep) {
    return lastStep >= acked && lastStep <= last;
  }

  /** Sends what waits, as far as it may. */
  void flush() {
    while (isOpen && sent.size() < MAX_UNDER_WAY && !queue.isEmpty()) {
      List<Saying> sayings = next();
      if (!sayings.isEmpty()) {
        Phase phase = isRestoring ? Phase.RESTORING : Phase.COMPLETE;
        Call call = new Call(++last, phase, sayings, List.of());
        sent.addLast(call);
        send(call);
      }
    }
    show();
  }

  private List<Saying> next() {
    List<Saying> sayings = new ArrayList<>();
    int bytes = 0;
    long now = nanoTime.getAsLong();
    while (!queue.isEmpty() && sayings.size() < StepCall.MAX_OPERATIONS) {
      Saying saying = queue.getFirst();
      if (saying instanceof Saying.Ask ask && !ask.isWanted()) {
        queue.removeFirst();
        continue;
      }
      if (saying instanceof Saying.Event event && now - event.lateNanos() >= 0) {
        queue.removeFirst();
        event.outcome().late();
        continue;
      }
      bytes += Weights.of(saying.operation());
      if (bytes > MAX_BYTES && !sayings.isEmpty()) {
        break;
      }
      sayings.add(queue.removeFirst());
      if (saying.operation() instanceof Operation.AllSaid) {
        // What follows is no part of what is said again, so it goes in a call of its own.
        break;
      }
    }
    return sayings;
  }

  private void send(Call call) {
    List<Operation> operations = call.sayings().stream().map(Saying::operation).toList();
    if (operations.stream().anyMatch(Operation.AllSaid.class::isInstance)) {
      isRestoring = false;
    }
    way.send(
        new StepCall(way.me(), call.number() - 1, call.number(), call.phase(), operations),
        taken -> taken(call, taken));
  }

  private void taken(Call call, StepAnswer.Taken taken) {
    sent.removeFirst();
    acked = call.number();
    call.leftOut().forEach(Steps::refuse);
    for (int i = 0; i < call.sayings().size(); i++) {
      answered(call.sayings().get(i), taken.verdicts().get(i), taken.bundle());
    }
    flush();
  }

  private void answered(Saying saying, Verdict verdict, long bundle) {
    switch (saying) {
      case Saying.Fact fact -> way.whenTold(bundle, fact.done());
      case Saying.Ask ask -> way.whenTold(bundle, () -> ask.heard().heard(verdict, bundle));
      case Saying.Event event -> {
        isSettled |= verdict == Verdict.Published.TAKEN;
        event.outcome().answered((Verdict.Published) verdict);
      }
    }
  }

  /** The link is lost: nothing is sent until the next one. */
  void lost() {
    isOpen = false;
  }

  /**
   * The engine knows the node again.
   *
   * @param lastStep the last call that it has done
   */
  void linkedAgain(long lastStep) {
    isOpen = true;
    Deque<Saying> again = new ArrayDeque<>();
    while (!sent.isEmpty() && sent.getFirst().number() <= lastStep) {
      Call call = sent.removeFirst();
      call.leftOut().forEach(Steps::refuse);
      call.sayings().forEach(saying -> done(saying, again));
    }
    acked = lastStep;
    while (!again.isEmpty()) {
      queue.addFirst(again.removeLast());
    }
    List<Call> unknown = new ArrayList<>(sent);
    sent.clear();
    unknown.forEach(call -> sent.addLast(withoutEvents(call)));
    new ArrayList<>(sent).forEach(this::send);
  }

  private void done(Saying saying, Deque<Saying> again) {
    switch (saying) {
      case Saying.Fact fact -> fact.done().run();
      case Saying.Ask ask -> {
        if (ask.isWanted()) {
          again.addLast(ask);
        }
      }
      case Saying.Event event -> {
        if (isSettled) {
          event.outcome().answered(Verdict.Published.TAKEN);
        } else {
          event.outcome().refused();
        }
      }
    }
  }

  private static Call withoutEvents(Call call) {
    List<Saying> kept = new ArrayList<>(call.sayings().size());
    List<Saying.Event> leftOut = new ArrayList<>(call.leftOut());
    for (Saying saying : call.sayings()) {
      if (saying instanceof Saying.Event event) {
        leftOut.add(event);
      } else {
        kept.add(saying);
      }
    }
    return new Call(call.number(), call.phase(), kept, leftOut);
  }

  /** The node is cut off: no event waits any longer. */
  void cutOff() {
    sent.forEach(Steps::refuseEvents);
    List<Saying> kept = new ArrayList<>();
    for (Saying saying : queue) {
      if (saying instanceof Saying.Event event) {
        event.outcome().unsent();
      } else {
        kept.add(saying);
      }
    }
    queue.clear();
    queue.addAll(kept);
    show();
  }

  private static void refuseEvents(Call call) {
    call.leftOut().forEach(Steps::refuse);
    call.sayings().forEach(Steps::refuse);
  }

  private static void refuse(Saying saying) {
    if (saying instanceof Saying.Event event) {
      event.outcome().refused();
    }
  }

  /**
   * Nothing of all this is said any more: the node begins anew.
   *
   * @return what does not belong to the node's holdings, and is asked all the same
   */
  List<Saying> drop() {
    List<Saying> dropped = new ArrayList<>();
    for (Call call : sent) {
      dropped.addAll(call.leftOut());
      dropped.addAll(call.sayings());
    }
    dropped.addAll(queue);
    sent.clear();
    queue.clear();
    show();
    isOpen = false;
    isSettled = false;
    acked = 0;
    last = 0;
    List<Saying> others = new ArrayList<>();
    for (Saying saying : dropped) {
      switch (saying) {
        case Saying.Fact fact -> fact.dropped().run();
        case Saying.Event event -> event.outcome().refused();
        case Saying.Ask ask -> {
          if (ask.scope() == Saying.Scope.OTHER) {
            others.add(ask);
          }
        }
      }
    }
    return others;
  }

  /**
   * The engine knows the node for the first time.
   *
   * @param phase whether it is going to say again what it holds
   */
  void linked(Phase phase) {
    isOpen = true;
    isRestoring = phase == Phase.RESTORING;
  }
}
