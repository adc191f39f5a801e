package io.belfry.server.cluster;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.UserId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what is true for an app from what its holders report: a channel is occupied while anyone
 * holds it, a user is online while anyone holds a connection of the user. A pure state machine,
 * (state, report) to (state, decision): no clock, no I/O, and the same reports always lead to the
 * same decisions. Reports may come twice; only the one that changes something leads to a decision.
 *
 * <p>Thread: confined to its owner.
 */
public final class Keeper {
  /**
   * Who reports: one event loop of one node.
   *
   * @param node name of the node
   * @param loop index of the loop
   */
  public record Holder(String node, int loop) {}

  /** What is held. The app is part of it, so apps never meet (rule THR-18). */
  public sealed interface Subject {
    /** A channel of an app. */
    record OfChannel(String appId, ChannelName channel) implements Subject {}

    /** A user of an app. */
    record OfUser(String appId, UserId user) implements Subject {}
  }

  /** What a holder says. */
  public sealed interface Report {
    /** What it is about. */
    Subject subject();

    /** Who says it. */
    Holder holder();

    /** The holder's first connection is there. */
    record FirstIn(Subject subject, Holder holder) implements Report {}

    /** The holder's last connection is gone. */
    record LastOut(Subject subject, Holder holder) implements Report {}
  }

  /** What has become true. */
  public sealed interface Decision {
    /** A channel has its first subscriber. */
    record Occupied(String appId, ChannelName channel) implements Decision {}

    /** A channel has lost its last subscriber. */
    record Vacated(String appId, ChannelName channel) implements Decision {}

    /** A user has signed in for the first time. */
    record Online(String appId, UserId user) implements Decision {}

    /** The last connection of a user is gone. */
    record Offline(String appId, UserId user) implements Decision {}
  }

  private final Map<Subject, Set<Holder>> holders = new HashMap<>();

  /** Takes a report; the decision, if it changes what is true. */
  public Optional<Decision> apply(Report report) {
    return switch (report) {
      case Report.FirstIn in -> enter(in);
      case Report.LastOut out -> leave(out);
    };
  }

  /** How many channels and users are held. */
  public int size() {
    return holders.size();
  }

  private Optional<Decision> enter(Report.FirstIn in) {
    Set<Holder> held = holders.get(in.subject());
    if (held != null) {
      held.add(in.holder());
      return Optional.empty();
    }
    Set<Holder> first = new HashSet<>(2);
    first.add(in.holder());
    holders.put(in.subject(), first);
    return Optional.of(
        switch (in.subject()) {
          case Subject.OfChannel of -> new Decision.Occupied(of.appId(), of.channel());
          case Subject.OfUser of -> new Decision.Online(of.appId(), of.user());
        });
  }

  private Optional<Decision> leave(Report.LastOut out) {
    Set<Holder> held = holders.get(out.subject());
    if (held == null || !held.remove(out.holder()) || !held.isEmpty()) {
      return Optional.empty();
    }
    holders.remove(out.subject());
    return Optional.of(
        switch (out.subject()) {
          case Subject.OfChannel of -> new Decision.Vacated(of.appId(), of.channel());
          case Subject.OfUser of -> new Decision.Offline(of.appId(), of.user());
        });
  }
}
