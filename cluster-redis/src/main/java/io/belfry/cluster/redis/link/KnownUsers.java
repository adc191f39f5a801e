package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.InboxEntry;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.server.cluster.Decision;
import io.belfry.server.cluster.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who of the users that somebody here has asked for is online. While the node has watchers of an
 * app, the inbox says who comes and goes; who is not known yet is looked up. As with rosters,
 * watchers hear the difference only.
 *
 * <p>At most {@value #MOST} are known; who was asked for longest ago is forgotten, and is then told
 * as the inbox says, without being read again after a loss.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-016, CLU-029"
 */
final class KnownUsers {
  private static final int MOST = 100_000;

  private final Voice voice;
  private final Predicate<Subject.OfUser> isOwn;
  private final Set<String> watched = new HashSet<>();
  private final Map<Subject.OfUser, Known> known = new LinkedHashMap<>();
  private boolean isTouched;

  /**
   * Nobody is known.
   *
   * @param isOwn whether this node has a connection of the user for sure
   */
  KnownUsers(Voice voice, Predicate<Subject.OfUser> isOwn) {
    this.voice = voice;
    this.isOwn = isOwn;
  }

  /** What is known of one user. */
  private static final class Known {
    private final Subject.OfUser user;
    private final List<Runnable> waiting = new ArrayList<>(1);
    private boolean isFresh;
    private boolean isOnline;
    private boolean wasTold;
    private long asked;
    private long toldAt = -1;
    private boolean toldOnline;

    private Known(Subject.OfUser user) {
      this.user = user;
    }

    private void ready() {
      List<Runnable> ready = List.copyOf(waiting);
      waiting.clear();
      ready.forEach(Runnable::run);
    }

    private void told(boolean online, long bundle) {
      toldOnline = online;
      toldAt = bundle;
    }
  }

  /** How many apps are watched here. */
  int size() {
    return watched.size();
  }

  void watch(String appId) {
    if (watched.add(appId)) {
      voice.say(Saying.Fact.of(new Operation.Watch(appId)));
    }
  }

  void unwatch(String appId) {
    if (watched.remove(appId)) {
      forget(known.values().stream().filter(of -> of.user.appId().equals(appId)).toList());
      voice.say(Saying.Fact.of(new Operation.Unwatch(appId)));
    }
  }

  // Whoever still waits for them has nobody to tell it any more.
  private void forget(List<Known> all) {
    for (Known each : all) {
      known.remove(each.user);
      each.ready();
    }
  }

  /** Who of these is online. */
  CompletionStage<Set<Subject.OfUser>> online(Set<Subject.OfUser> users) {
    List<Known> asked = users.stream().map(this::known).toList();
    CompletableFuture<Set<Subject.OfUser>> answer = new CompletableFuture<>();
    int[] missing = {1};
    Runnable one =
        () -> {
          if (--missing[0] == 0) {
            answer.complete(online(asked));
          }
        };
    for (Known each : asked) {
      if (!each.isFresh) {
        missing[0]++;
        each.waiting.add(one);
      }
    }
    one.run();
    return voice.await(answer, () -> answer.complete(assumed(asked)));
  }

  private static Set<Subject.OfUser> online(List<Known> asked) {
    return asked.stream()
        .filter(each -> each.isOnline)
        .map(each -> each.user)
        .collect(Collectors.toUnmodifiableSet());
  }

  // Nobody can be asked. What is answered now is what later changes are told against.
  private Set<Subject.OfUser> assumed(List<Known> asked) {
    for (Known each : asked) {
      if (!each.isFresh && !each.wasTold) {
        each.isOnline = isOwn.test(each.user);
        each.wasTold = true;
        isTouched = true;
      }
      each.waiting.clear();
    }
    return online(asked);
  }

  private Known known(Subject.OfUser user) {
    Known here = known.get(user);
    if (here != null) {
      return here;
    }
    Known fresh = new Known(user);
    if (watched.contains(user.appId())) {
      if (known.size() >= MOST) {
        forget(List.of(known.values().iterator().next()));
      }
      known.put(user, fresh);
    }
    lookUp(fresh);
    return fresh;
  }

  private void lookUp(Known user) {
    user.isFresh = false;
    user.toldAt = -1;
    long asked = ++user.asked;
    voice.say(
        new Saying.Ask(
            () -> new Operation.LookUp(user.user),
            () -> user.asked == asked && isOfUse(user),
            (verdict, bundle) -> {
              if (user.asked == asked) {
                answered(user, (Verdict.Online) verdict, bundle);
              }
            },
            known.get(user.user) == user ? Saying.Scope.HELD : Saying.Scope.OTHER));
  }

  private boolean isOfUse(Known user) {
    return known.get(user.user) == user || !user.waiting.isEmpty();
  }

  private void answered(Known user, Verdict.Online verdict, long bundle) {
    boolean isDoubtful = !verdict.isOnline() && user.isOnline && verdict.unsettledMillis() > 0;
    boolean online = verdict.isOnline() || isDoubtful || isOwn.test(user.user);
    if (user.toldAt > bundle) {
      online = user.toldOnline;
      isDoubtful = false;
    }
    user.isFresh = true;
    if (user.wasTold && known.get(user.user) == user) {
      change(user, online);
    }
    user.isOnline = online;
    user.wasTold = true;
    user.ready();
    if (isDoubtful) {
      lookUpLater(user, verdict.unsettledMillis());
    }
  }

  private void lookUpLater(Known user, long millis) {
    long asked = user.asked;
    voice
        .owner()
        .after(
            Duration.ofMillis(millis + 1),
            () -> {
              if (user.asked == asked && known.get(user.user) == user) {
                lookUp(user);
              }
            });
  }

  private void change(Known user, boolean online) {
    if (user.isOnline != online) {
      user.isOnline = online;
      tell(user.user, online);
    }
  }

  private void tell(Subject.OfUser user, boolean online) {
    voice
        .owner()
        .decided(
            online
                ? new Decision.Online(user.appId(), user.user())
                : new Decision.Offline(user.appId(), user.user()));
  }

  /** The inbox says that a user is online now. */
  void told(InboxEntry.CameOnline came, long bundle) {
    told(came.user(), true, bundle);
  }

  /** The inbox says that a user is offline now, which is not so while the node has it for sure. */
  void told(InboxEntry.WentOffline went, long bundle) {
    if (!isOwn.test(went.user())) {
      told(went.user(), false, bundle);
    }
  }

  private void told(Subject.OfUser user, boolean online, long bundle) {
    Known here = known.get(user);
    if (here == null) {
      tell(user, online);
    } else if (here.isFresh) {
      change(here, online);
    } else {
      here.told(online, bundle);
    }
  }

  /** The node has let a user in by itself. */
  void cameHere(Subject.OfUser user) {
    isTouched = true;
    Known here = known.get(user);
    if (here == null && watched.contains(user.appId())) {
      here = new Known(user);
      known.put(user, here);
    }
    if (here != null) {
      here.wasTold = true;
      change(here, true);
    }
  }

  /** Something was missed: all are looked up again. */
  void lookUpAll() {
    isTouched = false;
    known.values().forEach(this::lookUp);
  }

  /** Nothing was missed, but what the node has told by itself is looked up again. */
  void lookUpTouched() {
    if (isTouched) {
      lookUpAll();
    }
  }

  void beginAgain() {
    watched.clear();
  }

  /** Says again that the app is watched. */
  void sayAgain(String appId) {
    watch(appId);
  }

  void endAgain() {
    forget(known.values().stream().filter(of -> !watched.contains(of.user.appId())).toList());
    lookUpAll();
  }
}
