package io.belfry.e2e;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a client has seen of one channel between its success and its end: who is there, who came and
 * went, and what was said.
 *
 * <p>Thread: confined to the lock of its client.
 */
final class ModelSubscription {
  private final String name;
  private final String channel;
  private final Consumer<String> mistakes;
  private final Set<String> roster = new TreeSet<>();
  private final List<String> transitions = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private long since;
  // A cache channel begins with what it has kept, or with the word that it has nothing.
  private boolean isKeptDue;
  private boolean isOver;

  ModelSubscription(String client, String channel, Consumer<String> mistakes) {
    this.name = client + " on " + channel;
    this.channel = channel;
    this.isKeptDue = channel.startsWith("cache-");
    this.mistakes = mistakes;
  }

  String channel() {
    return channel;
  }

  /** Success has come. */
  void begins(long at, Collection<String> members) {
    since = at;
    roster.addAll(members);
  }

  boolean hasBegun() {
    return since > 0;
  }

  /** When its success came; 0 before. */
  long since() {
    return since;
  }

  void added(String user) {
    transitions.add("+" + user);
    if (!roster.add(user)) {
      mistakes.accept(name + ": " + user + " was added twice");
    }
  }

  void removed(String user) {
    transitions.add("-" + user);
    if (!roster.remove(user)) {
      mistakes.accept(name + ": " + user + " was removed and not there");
    }
  }

  void said(String event) {
    if (isKeptDue) {
      isKeptDue = false;
      return;
    }
    if (said.contains(event)) {
      mistakes.accept(name + ": " + event + " came twice");
    }
    said.add(event);
  }

  /** The channel has kept nothing. */
  void missed() {
    isKeptDue = false;
  }

  /** The client does not want it any more, or is gone. */
  void ends() {
    isOver = true;
  }

  boolean isOver() {
    return isOver;
  }

  /** Who is there, as far as the client was told. */
  Set<String> roster() {
    return Set.copyOf(roster);
  }

  /** Who came and went since the last quiet point, in order. */
  List<String> transitions() {
    return List.copyOf(transitions);
  }

  /** What was said since the last quiet point, in order. */
  List<String> said() {
    return List.copyOf(said);
  }

  /** A quiet point has been passed. */
  void goesOn() {
    transitions.clear();
    said.clear();
  }

  @Override
  public String toString() {
    return name;
  }
}
