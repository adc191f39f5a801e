package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.Telling;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.protocol.ChannelKind.Trait;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.ClusterAdapter.NotAccepted;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth.ChannelTruth;
import io.belfry.server.cluster.Truth.Ruling;
import io.belfry.server.store.CachedEvents.CachedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a partition that this node holds, with its members in them and the rosters.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-021, CLU-026 to CLU-029, CLU-031"
 */
final class HeldChannels {
  private final Voice voice;
  private final AppView apps;
  private final LongSupplier nanoTime;
  private final Map<Subject.OfChannel, HeldChannel> channels = new HashMap<>();
  // Changed by the node itself while it was cut off, so that equal numbers prove nothing of them.
  private final Set<HeldChannel> touched = new HashSet<>();
  private int members;
  private long round;

  HeldChannels(Voice voice, AppView apps, LongSupplier nanoTime) {
    this.voice = voice;
    this.apps = apps;
    this.nanoTime = nanoTime;
  }

  /** How many channels and members the engine knows of this node, when nothing is under way. */
  int size() {
    return channels.size() + members;
  }

  int members(Subject.OfChannel subject) {
    HeldChannel held = channels.get(subject);
    return held == null || held.roster() == null ? 0 : held.roster().size();
  }

  CompletionStage<Ruling> enter(Subject.OfChannel subject) {
    HeldChannel known = channels.get(subject);
    if (known != null) {
      return known.entering();
    }
    HeldChannel held = made(subject);
    channels.put(subject, held);
    sayHeld(held, Telling.QUIET);
    if (held.roster() != null) {
      read(held);
    }
    return voice.await(held.entering(), () -> held.entering().complete(Ruling.GRANTED));
  }

  private HeldChannel made(Subject.OfChannel subject) {
    return new HeldChannel(
        subject,
        this::rosterOf,
        number ->
            voice
                .owner()
                .decided(new Decision.Counted(subject.appId(), subject.channel(), number)));
  }

  private void sayHeld(HeldChannel held, Telling telling) {
    voice.say(
        Saying.Fact.of(
            new Operation.HoldChannel(held.subject(), held.subscribers(), telling),
            () -> held.entering().complete(Ruling.GRANTED)));
  }

  // Members see each other come and go; nobody tells them how many connections they have.
  private Telling telling(Subject.OfChannel subject) {
    return subject.channel().kind().has(Trait.ROSTER)
        ? Telling.QUIET
        : apps.telling(subject.appId());
  }

  private Roster rosterOf(HeldChannel held) {
    String app = held.subject().appId();
    return new Roster(
        new Roster.Listener() {
          @Override
          public void added(Member member) {
            voice.owner().decided(new Decision.MemberAdded(app, held.subject().channel(), member));
          }

          @Override
          public void removed(UserId user) {
            voice.owner().decided(new Decision.MemberRemoved(app, held.subject().channel(), user));
          }

          @Override
          public boolean isOwn(UserId user) {
            return held.isOwn(user);
          }
        });
  }

  void leave(Subject.OfChannel subject) {
    HeldChannel held = channels.remove(subject);
    if (held == null) {
      return;
    }
    List.copyOf(held.own().keySet()).forEach(user -> leave(held, user));
    touched.remove(held);
    voice.say(Saying.Fact.of(new Operation.LeaveChannel(subject, telling(subject))));
    held.entering().complete(Ruling.GRANTED);
  }

  void count(Subject.OfChannel subject, int subscribers) {
    HeldChannel held = channels.get(subject);
    if (held != null && held.subscribers() != subscribers) {
      held.count(subscribers);
      sayHeld(held, telling(subject));
    }
  }

  CompletionStage<Ruling> join(Report.MemberIn in) {
    HeldChannel held = channels.get(in.subject());
    if (held == null || held.roster() == null) {
      return CompletableFuture.failedStage(
          new IllegalStateException(
              "A member has come to a channel that this node does not hold, or that has none."));
    }
    OwnMember known = held.own().get(in.member().id());
    if (known != null) {
      return known.answer();
    }
    OwnMember own = new OwnMember(in.member(), in.maxMembers());
    held.put(own);
    ask(held, own);
    return voice.await(own.answer(), () -> grantHere(held, own));
  }

  private void ask(HeldChannel held, OwnMember own) {
    voice.say(
        new Saying.Ask(
            () -> new Operation.Join(held.subject(), own.member(), own.maxMembers()),
            () -> isWanted(held, own),
            (verdict, bundle) -> joined(held, own, (Verdict.Joined) verdict)));
  }

  private boolean isWanted(HeldChannel held, OwnMember own) {
    return held.own().get(own.member().id()) == own && isHeld(held);
  }

  private boolean isHeld(HeldChannel held) {
    return channels.get(held.subject()) == held;
  }

  private void joined(HeldChannel held, OwnMember own, Verdict.Joined verdict) {
    if (!isWanted(held, own)) {
      own.answer().complete(Ruling.GRANTED);
    } else if (verdict != Verdict.Joined.FULL) {
      grant(own, OwnMember.State.HELD);
      rosterNeeded(held).whenFresh(() -> own.answer().complete(Ruling.GRANTED));
    } else if (own.state() == OwnMember.State.ASKED) {
      held.remove(own.member().id());
      own.answer().complete(Ruling.REFUSED);
    } else {
      // It was granted here before that answer could be heard.
      ask(held, own);
    }
  }

  private void grant(OwnMember own, OwnMember.State by) {
    if (own.state() != OwnMember.State.HELD && by == OwnMember.State.HELD) {
      members++;
    }
    own.granted(by);
  }

  private static Roster rosterNeeded(HeldChannel held) {
    Roster roster = held.roster();
    if (roster == null) {
      throw new IllegalStateException("A channel without members has one.");
    }
    return roster;
  }

  /** The node is cut off: it grants by itself and tells its own connections. */
  private void grantHere(HeldChannel held, OwnMember own) {
    if (own.state() == OwnMember.State.ASKED) {
      grant(own, OwnMember.State.PROVISIONAL);
      voice.note(LinkEvent.PROVISIONAL);
    }
    touched.add(held);
    rosterNeeded(held).addHere(own.member());
    own.answer().complete(Ruling.GRANTED);
  }

  void leave(Subject.OfChannel subject, UserId user) {
    HeldChannel held = channels.get(subject);
    if (held != null) {
      leave(held, user);
    }
  }

  private void leave(HeldChannel held, UserId user) {
    OwnMember own = held.remove(user);
    if (own == null) {
      return;
    }
    if (own.state() == OwnMember.State.HELD) {
      members--;
    }
    if (voice.isCutOff()) {
      touched.add(held);
    }
    voice.say(Saying.Fact.of(new Operation.Leave(held.subject(), user)));
    own.answer().complete(Ruling.GRANTED);
  }

  /** What is true of the channel: from the roster, or asked where this node does not hold it. */
  CompletionStage<ChannelTruth> read(Subject.OfChannel subject) {
    HeldChannel held = channels.get(subject);
    if (held == null) {
      return readOther(subject);
    }
    Roster roster = held.roster();
    if (roster == null) {
      return CompletableFuture.completedFuture(new ChannelTruth(List.of(), Optional.empty()));
    }
    CompletableFuture<ChannelTruth> answer = new CompletableFuture<>();
    roster.whenFresh(() -> answer.complete(truth(roster)));
    return voice.await(answer, () -> answer.complete(truth(roster)));
  }

  private ChannelTruth truth(Roster roster) {
    long now = nanoTime.getAsLong();
    return new ChannelTruth(
        roster.members(),
        roster
            .kept(now)
            .map(
                kept ->
                    new CachedEvent(
                        kept.text(),
                        kept.order(),
                        TimeUnit.NANOSECONDS.toSeconds(kept.endNanos() - now))));
  }

  private CompletionStage<ChannelTruth> readOther(Subject.OfChannel subject) {
    CompletableFuture<ChannelTruth> answer = new CompletableFuture<>();
    voice.say(
        new Saying.Ask(
            () -> new Operation.Read(subject),
            () -> !answer.isDone(),
            (verdict, bundle) -> answer.complete(truth((Verdict.Reading) verdict)),
            Saying.Scope.OTHER));
    return voice.await(
        answer,
        () ->
            answer.completeExceptionally(
                new NotAccepted(
                    NotAccepted.Obstacle.UNREACHABLE, "The cluster cannot be asked just now.")));
  }

  private static ChannelTruth truth(Verdict.Reading reading) {
    return new ChannelTruth(
        reading.members(),
        reading
            .kept()
            .map(kept -> new CachedEvent(kept.text(), kept.order(), kept.millisLeft() / 1000)));
  }

  private void read(HeldChannel held) {
    Roster roster = held.roster();
    if (roster == null) {
      if (telling(held.subject()) == Telling.TOLD) {
        readNumber(held);
      }
      return;
    }
    held.number().ask();
    long reading = roster.ask();
    voice.say(
        new Saying.Ask(
            () -> new Operation.Read(held.subject()),
            () -> isHeld(held) && roster.isAwaited(reading),
            (verdict, bundle) -> {
              if (isHeld(held) && roster.isAwaited(reading)) {
                take(held, roster, new Answered(reading, (Verdict.Reading) verdict, bundle));
              }
            }));
  }

  private void readNumber(HeldChannel held) {
    long reading = held.number().ask();
    voice.say(
        new Saying.Ask(
            () -> new Operation.Read(held.subject()),
            () -> isHeld(held) && held.number().isLast(reading),
            (verdict, bundle) -> {
              if (isHeld(held) && held.number().isLast(reading)) {
                held.number().read(((Verdict.Reading) verdict).told(), bundle);
              }
            }));
  }

  /** An answer to a reading of a roster. */
  private record Answered(long number, Verdict.Reading reading, long bundle) {}

  private void take(HeldChannel held, Roster roster, Answered answered) {
    voice.note(LinkEvent.ROSTER_READ);
    Verdict.Reading reading = answered.reading();
    held.number().read(reading.told(), answered.bundle());
    boolean isDoubtful = roster.take(reading, answered.bundle(), reading.kept().map(this::here));
    if (isDoubtful) {
      voice
          .owner()
          .after(
              Duration.ofMillis(reading.unsettledMillis() + 1),
              () -> {
                if (isHeld(held) && roster.isLast(answered.number())) {
                  read(held);
                }
              });
    }
  }

  private Roster.KeptHere here(Verdict.KeptEvent kept) {
    return new Roster.KeptHere(
        kept.text(),
        kept.order(),
        nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(kept.millisLeft()));
  }

  void told(InboxEntry.Added added, long bundle) {
    Roster roster = rosterIn(added.channel());
    if (roster != null) {
      roster.added(added.member(), bundle);
    }
  }

  void told(InboxEntry.Removed removed, long bundle) {
    Roster roster = rosterIn(removed.channel());
    if (roster != null) {
      roster.removed(removed.user(), bundle);
    }
  }

  void told(InboxEntry.Counted counted, long bundle) {
    HeldChannel held = channels.get(counted.channel());
    if (held != null) {
      held.number().told(counted.total(), bundle);
    }
  }

  /** Keeps an event of a cache channel. */
  void keep(Subject.OfChannel channel, Roster.KeptHere event, long bundle) {
    Roster roster = rosterIn(channel);
    if (roster != null) {
      roster.keep(event, bundle);
    }
  }

  private @Nullable Roster rosterIn(Subject.OfChannel subject) {
    HeldChannel held = channels.get(subject);
    return held == null ? null : held.roster();
  }

  /** Something was missed: all rosters are read again. */
  void readAll() {
    touched.clear();
    channels.values().forEach(this::read);
  }

  /** Nothing was missed, but what the node has changed by itself is read again. */
  void readTouched() {
    List<HeldChannel> all = new ArrayList<>(touched);
    touched.clear();
    all.stream().filter(this::isHeld).forEach(this::read);
  }

  /** Everything is going to be said again. */
  void beginAgain() {
    round++;
  }

  /** Says a channel again that this node holds. */
  void sayAgain(Subject.OfChannel subject) {
    HeldChannel held = channels.computeIfAbsent(subject, this::made);
    held.sayAgain(round);
    sayHeld(held, telling(subject));
  }

  /** Says a member again; one who waits for an answer gets that of the new question. */
  void sayAgain(Subject.OfChannel subject, Member member) {
    HeldChannel held = channels.get(subject);
    if (held == null || held.roster() == null) {
      return;
    }
    OwnMember own = held.own().get(member.id());
    if (own == null) {
      own = new OwnMember(member, -1);
      own.answer().complete(Ruling.GRANTED);
      grant(own, OwnMember.State.HELD);
      held.put(own);
    }
    own.sayAgain(round);
    ask(held, own);
  }

  /** Everything is said: what was not said is not held, and all rosters are read. */
  void endAgain() {
    List<HeldChannel> all = List.copyOf(channels.values());
    for (HeldChannel held : all) {
      List<OwnMember> gone =
          held.own().values().stream()
              .filter(own -> !held.isSaid(round) || !own.isSaid(round))
              .toList();
      gone.forEach(own -> forget(held, own));
      if (!held.isSaid(round)) {
        channels.remove(held.subject(), held);
        held.entering().complete(Ruling.GRANTED);
      }
    }
    readAll();
  }

  private void forget(HeldChannel held, OwnMember own) {
    held.remove(own.member().id());
    if (own.state() == OwnMember.State.HELD) {
      members--;
    }
    own.answer().complete(Ruling.GRANTED);
  }
}
