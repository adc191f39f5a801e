package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.protocol.Member;
import io.belfry.protocol.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node's copy of what is true of one channel: its members in the order of their coming, and the
 * last event of a cache channel. It changes by what the inbox says, or by a reading of the whole,
 * and whoever listens hears the difference only.
 *
 * <p>It is stale from the moment in which a reading is asked until that reading is taken. What the
 * inbox says meanwhile is kept: the reading shows how things are at its bundle, and what was told
 * later comes on top.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-026 to CLU-029, CLU-046"
 */
final class Roster {
  private final Listener listener;
  private final List<Told> meanwhile = new ArrayList<>(0);
  private final List<Runnable> waiting = new ArrayList<>(0);
  private Map<UserId, Member> members = new LinkedHashMap<>();
  private @Nullable KeptHere kept;
  private @Nullable Told keptMeanwhile;
  private boolean isFresh;
  private long asked;

  /** Hears what changes. */
  interface Listener {
    /** A member has come. */
    void added(Member member);

    /** A member is gone. */
    void removed(UserId user);

    /** Whether this node has the member for sure: the engine has granted it, or the node itself. */
    boolean isOwn(UserId user);
  }

  /**
   * The last event of a cache channel, as it is kept here.
   *
   * @param endNanos when it is forgotten, on the node's monotonic clock
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record KeptHere(byte[] text, long order, long endNanos) {}

  /** What was told while a reading is under way. */
  private record Told(long bundle, Runnable change) {}

  Roster(Listener listener) {
    this.listener = listener;
  }

  boolean isFresh() {
    return isFresh;
  }

  /** The members in their order. */
  List<Member> members() {
    return List.copyOf(members.values());
  }

  int size() {
    return members.size();
  }

  boolean has(UserId user) {
    return members.containsKey(user);
  }

  /** What is kept now. */
  Optional<KeptHere> kept(long nowNanos) {
    KeptHere here = kept;
    return here == null || here.endNanos() - nowNanos <= 0 ? Optional.empty() : Optional.of(here);
  }

  /**
   * A reading is asked: its number, by which it is known among those asked before. It will show all
   * that was told until now, even under numbers that mean nothing any more.
   */
  long ask() {
    isFresh = false;
    meanwhile.clear();
    keptMeanwhile = null;
    return ++asked;
  }

  /** Whether that is the last reading asked, and not taken yet. */
  boolean isAwaited(long reading) {
    return !isFresh && asked == reading;
  }

  /** Whether no other reading was asked since. */
  boolean isLast(long reading) {
    return asked == reading;
  }

  /** Runs the task when the roster is fresh; at once when it is. */
  void whenFresh(Runnable task) {
    if (isFresh) {
      task.run();
    } else {
      waiting.add(task);
    }
  }

  /** The inbox says that a member has come. */
  void added(Member member, long bundle) {
    change(
        bundle,
        () -> {
          addHere(member);
          // Where its going was passed over, it may say other things of itself now.
          members.replace(member.id(), member);
        });
  }

  /** A member has come, told by nobody but this node. */
  void addHere(Member member) {
    if (members.putIfAbsent(member.id(), member) == null) {
      listener.added(member);
    }
  }

  /** The inbox says that a member is gone. */
  void removed(UserId user, long bundle) {
    change(
        bundle,
        () -> {
          if (!listener.isOwn(user) && members.remove(user) != null) {
            listener.removed(user);
          }
        });
  }

  /** The inbox has brought an event to keep. */
  void keep(KeptHere event, long bundle) {
    if (isFresh) {
      kept = event;
    } else {
      // The last one is enough: there may be many, and large ones (rule CLU-044).
      keptMeanwhile = new Told(bundle, () -> kept = event);
    }
  }

  private void change(long bundle, Runnable change) {
    if (isFresh) {
      change.run();
    } else {
      meanwhile.add(new Told(bundle, change));
    }
  }

  /**
   * Takes the reading that is awaited.
   *
   * @param bundle whose state it shows
   * @param event what it says of the event that is kept
   * @return whether somebody is missing in it who is kept, since the partition is unsettled
   */
  boolean take(Verdict.Reading reading, long bundle, Optional<KeptHere> event) {
    boolean isDoubtful = compare(reading);
    kept = event.orElse(null);
    isFresh = true;
    List<Told> told = List.copyOf(meanwhile);
    meanwhile.clear();
    for (Told each : told) {
      if (each.bundle() > bundle) {
        each.change().run();
      }
    }
    Told last = keptMeanwhile;
    keptMeanwhile = null;
    if (last != null && last.bundle() > bundle) {
      last.change().run();
    }
    List<Runnable> ready = List.copyOf(waiting);
    waiting.clear();
    ready.forEach(this::whenFresh);
    return isDoubtful;
  }

  private boolean compare(Verdict.Reading reading) {
    Map<UserId, Member> before = members;
    Map<UserId, Member> now = new LinkedHashMap<>();
    reading.members().forEach(member -> now.put(member.id(), member));
    List<UserId> gone = new ArrayList<>(0);
    boolean isDoubtful = false;
    for (Member member : before.values()) {
      boolean isOwn = listener.isOwn(member.id());
      // Of who is there still, what it says of itself may be new. That is taken, and not told.
      boolean isMissing = !now.containsKey(member.id());
      if (isMissing && (isOwn || reading.unsettledMillis() > 0)) {
        now.put(member.id(), member);
        isDoubtful |= !isOwn;
      } else if (isMissing) {
        gone.add(member.id());
      }
    }
    members = now;
    gone.forEach(listener::removed);
    for (Member member : reading.members()) {
      if (!before.containsKey(member.id())) {
        listener.added(member);
      }
    }
    return isDoubtful;
  }
}
