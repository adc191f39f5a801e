package io.belfry.cluster.redis.link;

import io.belfry.server.cluster.Subject;
import io.belfry.server.cluster.Truth.Ruling;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A user with connections on this node, or with one that wants to be.
 *
 * <p>Thread: confined to the owner.
 */
final class HeldUser {
  private final Subject.OfUser subject;
  private final List<SignIn> pending = new ArrayList<>(1);
  private boolean isHeld;
  private int connections;
  private int lastSaid;
  private long counts;
  private long said;

  /** A connection that waits for being one of the user's. */
  static final class SignIn {
    private final int connections;
    private final int before;
    private final long maxConnections;
    private final CompletableFuture<Ruling> answer = new CompletableFuture<>();
    private boolean isGranted;

    private SignIn(int connections, int before, long maxConnections) {
      this.connections = connections;
      this.before = before;
      this.maxConnections = maxConnections;
    }

    int connections() {
      return connections;
    }

    /** The bound when it is asked for now: who was granted is not refused later. */
    long maxConnections() {
      return isGranted ? -1 : maxConnections;
    }

    CompletableFuture<Ruling> answer() {
      return answer;
    }

    /** Whether the node has granted it by itself. */
    boolean isGranted() {
      return isGranted;
    }

    void grantHere() {
      isGranted = true;
    }
  }

  HeldUser(Subject.OfUser subject) {
    this.subject = subject;
  }

  Subject.OfUser subject() {
    return subject;
  }

  /** Whether the engine, or the node itself while cut off, has granted a connection. */
  boolean isHeld() {
    return isHeld;
  }

  void hold() {
    isHeld = true;
  }

  List<SignIn> pending() {
    return pending;
  }

  SignIn begin(int newConnections, long maxConnections) {
    SignIn in = new SignIn(newConnections, connections, maxConnections);
    connections = newConnections;
    pending.add(in);
    return in;
  }

  /** It is refused, so there is one connection less than was told. */
  void refuse(SignIn in) {
    pending.remove(in);
    connections -= in.connections() - in.before;
  }

  /** How many connections are granted. */
  int granted() {
    return connections - (int) pending.stream().filter(in -> !in.isGranted()).count();
  }

  int connections() {
    return connections;
  }

  void count(int newConnections) {
    connections = newConnections;
  }

  /** Notes which number is said to the engine now. */
  int say(int number) {
    lastSaid = number;
    return number;
  }

  /** Whether the engine was told the number that is true, when all that was said is answered. */
  boolean isSaidRight() {
    return !pending.isEmpty() || lastSaid == connections;
  }

  /** A number is going to be said: which one of all. */
  long sayCount() {
    return ++counts;
  }

  boolean isLastCount(long count) {
    return counts == count;
  }

  void sayAgain(long round) {
    said = round;
  }

  boolean isSaid(long round) {
    return said == round;
  }
}
