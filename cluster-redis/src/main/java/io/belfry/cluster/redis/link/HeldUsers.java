package io.belfry.cluster.redis.link;

import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Verdict;
import io.belfry.server.cluster.Report;
import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth.Ruling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The users of a partition with connections on this node.
 *
 * <p>Thread: confined to the owner.
 *
 * @see "rules CLU-021, CLU-030"
 */
final class HeldUsers {
  private final Voice voice;
  private final Consumer<Subject.OfUser> cameHere;
  private final Map<Subject.OfUser, HeldUser> users = new HashMap<>();
  private long round;

  /**
   * No users.
   *
   * @param cameHere hears of a user whom the node has let in by itself
   */
  HeldUsers(Voice voice, Consumer<Subject.OfUser> cameHere) {
    this.voice = voice;
    this.cameHere = cameHere;
  }

  /** How many the engine knows of this node, when nothing is under way. */
  int size() {
    return users.size();
  }

  /** Whether this node has a connection of the user for sure. */
  boolean isHeld(Subject.OfUser subject) {
    HeldUser user = users.get(subject);
    return user != null && user.isHeld();
  }

  CompletionStage<Ruling> signIn(Report.UserIn in) {
    HeldUser user = users.computeIfAbsent(in.subject(), HeldUser::new);
    HeldUser.SignIn signIn = user.begin(in.connections(), in.maxConnections());
    ask(user, signIn);
    return voice.await(signIn.answer(), () -> grantHere(user, signIn));
  }

  private void ask(HeldUser user, HeldUser.SignIn in) {
    voice.say(
        new Saying.Ask(
            () ->
                new Operation.HoldUser(
                    user.subject(), user.say(in.connections()), in.maxConnections()),
            () -> isWanted(user, in),
            (verdict, bundle) -> answered(user, in, (Verdict.SignedIn) verdict)));
  }

  private boolean isKnown(HeldUser user) {
    return users.get(user.subject()) == user;
  }

  private boolean isWanted(HeldUser user, HeldUser.SignIn in) {
    return isKnown(user) && user.pending().contains(in);
  }

  private void answered(HeldUser user, HeldUser.SignIn in, Verdict.SignedIn verdict) {
    if (verdict == Verdict.SignedIn.OK) {
      granted(user, in);
    } else if (!isWanted(user, in)) {
      in.answer().complete(Ruling.GRANTED);
    } else if (in.isGranted()) {
      ask(user, in);
    } else {
      refuse(user, in);
    }
  }

  private void granted(HeldUser user, HeldUser.SignIn in) {
    if (isWanted(user, in)) {
      user.pending().remove(in);
      user.hold();
    }
    if (isKnown(user) && !user.isSaidRight()) {
      // Another number was said since, without those that were not granted yet.
      sayCount(user);
    }
    in.answer().complete(Ruling.GRANTED);
  }

  private void refuse(HeldUser user, HeldUser.SignIn in) {
    user.refuse(in);
    if (user.isHeld()) {
      // Some other number may have been said since.
      sayCount(user);
    } else if (user.pending().isEmpty()) {
      users.remove(user.subject(), user);
    }
    in.answer().complete(Ruling.REFUSED);
  }

  private void grantHere(HeldUser user, HeldUser.SignIn in) {
    if (!in.answer().isDone()) {
      in.grantHere();
      voice.note(LinkEvent.PROVISIONAL);
      if (!user.isHeld()) {
        user.hold();
        cameHere.accept(user.subject());
      }
      in.answer().complete(Ruling.GRANTED);
    }
  }

  void count(Subject.OfUser subject, int connections) {
    HeldUser user = users.get(subject);
    if (user != null && user.connections() != connections) {
      user.count(connections);
      if (user.isHeld()) {
        sayCount(user);
      }
    }
  }

  private void sayCount(HeldUser user) {
    long count = user.sayCount();
    voice.say(
        new Saying.Ask(
            () ->
                new Operation.HoldUser(
                    user.subject(), user.say(user.granted()), Operation.NO_LIMIT),
            () -> isKnown(user) && user.isLastCount(count),
            (verdict, bundle) -> user.hold()));
  }

  void leave(Subject.OfUser subject) {
    HeldUser user = users.remove(subject);
    if (user != null) {
      voice.say(Saying.Fact.of(new Operation.LeaveUser(subject)));
      letGo(user);
    }
  }

  private static void letGo(HeldUser user) {
    List.copyOf(user.pending()).forEach(in -> in.answer().complete(Ruling.GRANTED));
    user.pending().clear();
  }

  void beginAgain() {
    round++;
  }

  /** Says a user again; who waits for an answer gets that of the new question. */
  void sayAgain(Subject.OfUser subject, int connections) {
    HeldUser user = users.get(subject);
    if (user == null) {
      user = new HeldUser(subject);
      user.hold();
      user.count(connections);
      users.put(subject, user);
    }
    user.sayAgain(round);
    if (user.isHeld()) {
      sayCount(user);
    }
    for (HeldUser.SignIn in : List.copyOf(user.pending())) {
      ask(user, in);
    }
  }

  void endAgain() {
    List<HeldUser> gone = users.values().stream().filter(user -> !user.isSaid(round)).toList();
    gone.forEach(user -> users.remove(user.subject(), user));
    gone.forEach(HeldUsers::letGo);
  }
}
