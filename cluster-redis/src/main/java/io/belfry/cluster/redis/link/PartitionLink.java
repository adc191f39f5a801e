package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.link.LinkListener.AnewCause;
import io.belfry.cluster.redis.link.LinkListener.LinkState;
import io.belfry.cluster.redis.link.LinkListener.LossCause;
import io.belfry.cluster.redis.wire.BeatAnswer;
import io.belfry.cluster.redis.wire.Bundle;
import io.belfry.cluster.redis.wire.HelloAnswer;
import io.belfry.cluster.redis.wire.HelloCall;
import io.belfry.cluster.redis.wire.HelloCall.Coming;
import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.NodeId;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.PartitionEngine;
import io.belfry.cluster.redis.wire.StepAnswer;
import io.belfry.cluster.redis.wire.StepCall;
import io.belfry.cluster.redis.wire.StepCall.Phase;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.Truth.SubjectOwner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The link of a node to one partition. It is away, or opening its connections, or greeting, or
 * linked; whatever goes wrong makes it lost, and it is found again from the beginning. Numbers tell
 * then what was lost: nothing, or what the inbox said meanwhile, so that what is known is read
 * again, or what the node had said, so that it begins anew with another id and says everything.
 *
 * <p>A link that does not work for a second is cut off: nobody waits for it any longer.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-005, CLU-019 to CLU-025, CLU-042, CLU-043"
 */
final class PartitionLink implements Voice, Steps.Way {
  static final int MOST_WAITING = 10_000;
  private static final int EARLIEST_MILLIS = 100;
  private static final int LATEST_MILLIS = 300;

  private final SubjectOwner owner;
  private final Surroundings around;
  private final LinkSettings settings;
  private final PartitionEngine engine;
  private final Held held;
  private final Steps steps;
  private final Position position = new Position();
  private final Waits waits = new Waits();
  private final Absence absence;
  private final Beats beats;
  private final Orders orders;
  private final InboxPauses pauses;
  private final EarlyBundles early;
  private final Incarnations ids;
  private List<Saying> others = new ArrayList<>();
  private State state = State.AWAY;
  private @Nullable String run;
  // Grows with each attempt, so that what belongs to an earlier one is known.
  private long attempt;
  private boolean isAnew;
  private boolean isFlushing;

  private enum State {
    AWAY,
    OPENING,
    GREETING,
    LINKED,
    CLOSED
  }

  PartitionLink(SubjectOwner owner, Surroundings around, LinkSettings settings, Held held) {
    this.owner = owner;
    this.around = around;
    this.settings = settings;
    this.engine = around.engine();
    this.held = held;
    this.steps = new Steps(this, around.nanoTime());
    this.absence = new Absence(owner, this::cutOff);
    this.ids = new Incarnations(around.first());
    this.beats = new Beats(this::beat, owner, settings);
    this.orders = new Orders(engine, around);
    this.pauses = new InboxPauses(engine, owner, held);
    this.early = new EarlyBundles(engine);
  }

  void start() {
    absence.begin();
    open();
  }

  private void cutOff() {
    waits.cutOff();
    steps.cutOff();
    around.listener().state(LinkState.CUT_OFF);
  }

  private void open() {
    attempt++;
    state = State.OPENING;
    early.begin();
    pauses.begin();
    orders.begin();
    ids.open();
    on(
        engine.open(ids.me(), owner::execute, new Inbox(attempt)),
        unused -> greet(),
        LossCause.NOT_OPENED);
  }

  private <A> void on(CompletionStage<A> stage, Consumer<A> next, LossCause cause) {
    long begun = attempt;
    stage.whenComplete(
        (answer, failure) -> {
          if (begun != attempt) {
            return;
          }
          if (failure == null) {
            guarded(() -> next.accept(answer));
          } else {
            lost(cause);
          }
        });
  }

  // What fails in here nobody would hear of.
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      around.listener().failed(e);
      lost(LossCause.FAILED);
    }
  }

  private void greet() {
    state = State.GREETING;
    ids.greet();
    Coming coming =
        ids.isKnown()
            ? Coming.AGAIN
            : isAnew && held.size() > 0 ? Coming.NEW_WITH_HOLDINGS : Coming.NEW;
    orders.asks();
    on(
        engine.hello(new HelloCall(ids.me(), coming, settings.lease(), settings.name())),
        answer -> greeted(answer, coming),
        LossCause.NO_ANSWER);
  }

  private void greeted(HelloAnswer answer, Coming coming) {
    switch (answer) {
      case HelloAnswer.Gone unused -> beginAnew(AnewCause.GONE);
      case HelloAnswer.Welcome welcome -> {
        if (coming != Coming.AGAIN) {
          welcomeNew(welcome, coming);
        } else if (steps.fits(welcome.lastStep())) {
          welcomeAgain(welcome);
        } else {
          beginAnew(AnewCause.FORGOTTEN);
        }
      }
      case HelloAnswer.Unfit unfit -> {
        around.listener().unfit(unfit.sentence());
        lost(LossCause.UNFIT);
      }
    }
  }

  private void welcomeNew(HelloAnswer.Welcome welcome, Coming coming) {
    ids.known();
    run = welcome.run();
    position.restart(welcome.lastBundle());
    steps.linked(coming == Coming.NEW_WITH_HOLDINGS ? Phase.RESTORING : Phase.COMPLETE);
    linked(welcome);
    takeEarly();
    if (isAnew) {
      isAnew = false;
      held.describeAll(this::say);
      held.sayAll();
      say(Saying.Fact.of(new Operation.AllSaid()));
    }
    ids.takeOld().forEach(each -> say(Saying.Fact.of(new Operation.Retire(each))));
    List<Saying> asked = others;
    others = new ArrayList<>();
    asked.forEach(this::say);
    flush();
  }

  private void welcomeAgain(HelloAnswer.Welcome welcome) {
    boolean isSameRun = welcome.run().equals(run);
    boolean isMissed = !isSameRun || welcome.lastBundle() < position.number();
    run = welcome.run();
    linked(welcome);
    if (!isMissed) {
      takeEarly();
      isMissed = welcome.lastBundle() > position.number();
    }
    if (isMissed) {
      // Before what waits is heard: nobody may be let in with a roster that misses something.
      held.readAll();
      position.jump(welcome.lastBundle());
      takeEarly();
    } else {
      held.readTouched();
    }
    steps.linkedAgain(welcome.lastStep());
    if (!isSameRun) {
      around.listener().engineChanged();
      List<Saying> first = new ArrayList<>();
      held.describeAll(first::add);
      first.forEach(steps::sayFirst);
    }
    flush();
  }

  private void takeEarly() {
    early.takeAll().forEach(this::take);
  }

  private void linked(HelloAnswer.Welcome welcome) {
    state = State.LINKED;
    absence.end();
    waits.linked();
    orders.linked(welcome);
    beats.start(attempt);
    around.listener().state(LinkState.LINKED);
  }

  /** What is held has to be said again, by a node that the engine does not know. */
  private void beginAnew(AnewCause cause) {
    if (state == State.LINKED) {
      absence.begin();
    }
    around.listener().begunAnew(cause);
    forgetSaid();
    if (cause == AnewCause.GONE) {
      ids.gone();
    }
    open();
  }

  private void forgetSaid() {
    ids.beginAnew();
    isAnew = true;
    others.addAll(steps.drop());
    position.restart(0);
  }

  private void lost(LossCause cause) {
    if (state == State.AWAY || state == State.CLOSED) {
      return;
    }
    if (state == State.LINKED) {
      absence.begin();
      around.listener().state(LinkState.AWAY);
    }
    long begun = ++attempt;
    state = State.AWAY;
    engine.close();
    steps.lost();
    around.listener().lost(cause);
    owner.after(
        Duration.ofMillis(around.random().nextInt(EARLIEST_MILLIS, LATEST_MILLIS)),
        () -> {
          if (begun == attempt) {
            open();
          }
        });
  }

  @Override
  public void say(Saying saying) {
    if (state == State.CLOSED) {
      pass(saying);
    } else if (state == State.LINKED) {
      steps.say(saying);
      flushLater();
    } else if (isAnew) {
      pass(saying);
    } else {
      steps.say(saying);
      if (steps.waiting() > MOST_WAITING) {
        around.listener().begunAnew(AnewCause.OVERFULL);
        forgetSaid();
      }
    }
  }

  // Everything is said anyway when the node begins anew; what does not belong to it waits.
  private void pass(Saying saying) {
    switch (saying) {
      case Saying.Fact fact -> fact.dropped().run();
      case Saying.Event event -> event.outcome().refused();
      case Saying.Ask ask -> {
        if (ask.scope() == Saying.Scope.OTHER && others.size() < MOST_WAITING) {
          others.add(ask);
        }
      }
    }
  }

  // What is said in one go travels together.
  private void flushLater() {
    if (!isFlushing) {
      isFlushing = true;
      owner.execute(this::flush);
    }
  }

  private void flush() {
    isFlushing = false;
    steps.flush();
  }

  @Override
  public NodeId me() {
    return ids.me();
  }

  @Override
  public void send(StepCall call, Consumer<StepAnswer.Taken> taken) {
    long begun = around.nanoTime().getAsLong();
    on(
        engine.step(call),
        answer -> {
          switch (answer) {
            case StepAnswer.Taken it -> {
              around.listener().stepped(around.nanoTime().getAsLong() - begun);
              taken.accept(it);
            }
            case StepAnswer.Lost unused -> lost(LossCause.FORGOTTEN);
          }
        },
        LossCause.NO_ANSWER);
  }

  @Override
  public void whenTold(long bundle, Runnable task) {
    position.when(bundle, task);
  }

  private void beat(long begun, Beats.Next next) {
    if (begun != attempt) {
      return;
    }
    long quiet = isQuiet() ? steps.last() : -1;
    long taken = position.number();
    orders.asks();
    on(
        engine.beat(beats.call(ids.me())),
        answer -> {
          switch (answer) {
            case BeatAnswer.Unknown unused -> lost(LossCause.FORGOTTEN);
            case BeatAnswer.Alive alive -> {
              next.beaten(alive);
              around.listener().alive(alive, orders.alive(alive));
              if (alive.lastBundle() < taken) {
                // Somebody else has written to the inbox, under a number of its own (rule CLU-073).
                lost(LossCause.DEAF);
              } else {
                alive(alive, quiet);
              }
            }
          }
        },
        LossCause.NO_ANSWER);
  }

  private boolean isQuiet() {
    return steps.isIdle() && position.isIdle();
  }

  private void alive(BeatAnswer.Alive alive, long quiet) {
    if (isQuiet() && quiet == steps.last() && alive.holdings() != held.size()) {
      around.listener().happened(LinkEvent.DRIFT);
      beginAnew(AnewCause.DRIFT);
      return;
    }
    if (alive.lastBundle() > position.number()) {
      long begun = attempt;
      owner.after(Absence.PATIENCE, () -> hear(begun, alive.lastBundle()));
    }
  }

  // What the engine has told by then has to be here, unless this node does not read.
  private void hear(long begun, long bundle) {
    if (begun == attempt && engine.isRead() && position.number() < bundle) {
      lost(LossCause.DEAF);
    }
  }

  private void arrived(Bundle bundle) {
    around.listener().happened(LinkEvent.BUNDLE);
    if (state == State.LINKED) {
      take(bundle);
    } else {
      early.add(bundle);
    }
  }

  private void take(Bundle bundle) {
    switch (position.take(bundle.number())) {
      case OLD -> {
        return;
      }
      case HOLE -> {
        around.listener().happened(LinkEvent.HOLE);
        held.readAll();
      }
      case NEXT -> {}
    }
    bundle.entries().forEach(entry -> told(entry, bundle.number()));
    position.goOn();
    pauses.pauseWhenFull();
  }

  private void told(InboxEntry entry, long bundle) {
    switch (entry) {
      case InboxEntry.OrderGiven given -> orders.given(given.order());
      case InboxEntry.Nudge unused -> beats.nudged(around.listener());
      case InboxEntry.Unknown unused -> around.listener().happened(LinkEvent.UNKNOWN_ENTRY);
      default -> held.told(entry, bundle);
    }
  }

  /** Hears the inbox of one attempt. */
  private final class Inbox implements PartitionEngine.InboxListener {
    private final long begun;

    private Inbox(long begun) {
      this.begun = begun;
    }

    @Override
    public void arrived(Bundle bundle) {
      if (begun == attempt) {
        guarded(() -> PartitionLink.this.arrived(bundle));
      }
    }

    @Override
    public void lost(Throwable cause) {
      if (begun == attempt) {
        PartitionLink.this.lost(LossCause.ENDED);
      }
    }
  }

  @Override
  public SubjectOwner owner() {
    return owner;
  }

  @Override
  public <A> CompletableFuture<A> await(CompletableFuture<A> answer, Runnable known) {
    return waits.add(answer, known);
  }

  @Override
  public boolean isCutOff() {
    return waits.isCutOff();
  }

  /** What the engine's clock says now, as far as it is known. */
  long engineMillis() {
    return orders.engineMillis();
  }

  /** How many operations wait to be said. Thread: any. */
  int waiting() {
    return steps.shown();
  }

  @Override
  public void note(LinkEvent event) {
    around.listener().happened(event);
  }

  /** The node begins to go down: nobody waits any more, and what is said is said still. */
  void closing() {
    waits.close(new NotAccepted(NotAccepted.Obstacle.UNREACHABLE, "This node is going down."));
  }

  /** The node goes down: it says so, as far as it can, for all that it holds. */
  CompletionStage<Void> close() {
    boolean wasLinked = state == State.LINKED;
    attempt++;
    absence.end();
    state = State.CLOSED;
    steps.drop();
    closing();
    CompletionStage<Void> told =
        wasLinked ? engine.sayGoodbye(ids.me()) : CompletableFuture.completedFuture(null);
    return told.whenComplete((done, failure) -> engine.close());
  }
}
