package io.belfry.server.hook;

import io.belfry.server.hook.Hooks.Authorizing;
import io.belfry.server.hook.Hooks.Closed;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SendingEvent;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.server.hook.Hooks.WithoutToken;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * Extension point: the questions of {@link Hooks} as plain methods, which may block: ask a
 * database, call another service. What is not overridden is allowed, and costs no thread.
 *
 * <pre>{@code
 * BelfryServer.builder().config(config).hooks(new BlockingHooks() {
 *   @Override
 *   public Permission subscribing(Subscribing facts) throws SQLException {
 *     return mayRead(facts.user(), facts.channel()) ? allow() : refuse("Not yours");
 *   }
 * }).start();
 * }</pre>
 *
 * <p>Each call has a virtual thread of its own. When its time is over, 5 s by default, the client
 * is answered as {@link Hooks} says and the thread is interrupted; a method that goes on all the
 * same harms nobody but its own connection. So does one that throws anything. At most so many run
 * at once, 200 by default, and 10,000 more wait for their turn, within their time; beyond that a
 * hook fails at once.
 *
 * <p>Before Java 24 a method that blocks within {@code synchronized} holds one of the few threads
 * that carry virtual ones. Where a driver does that, give {@link Turns} threads of the platform.
 *
 * <p>Thread: thread-safe. Several calls run side by side, those about one connection one after the
 * other.
 */
public interface BlockingHooks {
  /** As {@link Hooks#connecting}. */
  default Permission connecting(Connecting facts) throws Exception {
    return allow();
  }

  /** As {@link Hooks#signingIn}. */
  default Permission signingIn(SigningIn facts) throws Exception {
    return allow();
  }

  /** As {@link Hooks#user}. */
  default Identification user(WithoutToken facts) throws Exception {
    return new Identification.UnknownUser();
  }

  /** As {@link Hooks#subscribing}. */
  default Permission subscribing(Subscribing facts) throws Exception {
    return allow();
  }

  /** As {@link Hooks#authorizing}. */
  default Authorization authorizing(Authorizing facts) throws Exception {
    return new Authorization.TokenNeeded();
  }

  /** As {@link Hooks#clientEvent}. */
  default Permission clientEvent(SendingEvent facts) throws Exception {
    return allow();
  }

  /**
   * As {@link Hooks#closed}, in no order. At most 16 calls run at once and 100,000 wait; beyond
   * that they are left out, which the log says once.
   */
  default void closed(Closed facts) throws Exception {}

  /** The client gets what it wants. */
  default Permission allow() {
    return new Permission.Allowed();
  }

  /**
   * The client does not get it, and is told so.
   *
   * @param words for the client, on one line of 1 to 120 bytes of UTF-8; never a secret
   * @throws IllegalArgumentException if they are not that
   */
  default Permission refuse(String words) {
    return new Permission.Refused(words);
  }

  /**
   * How calls take turns.
   *
   * <p>Thread: immutable.
   *
   * @param time how long one may take, its wait included; more than zero
   * @param atOnce how many run at a time; at least 1
   * @param waiting how many more may wait; at least 0
   * @param threads makes the thread of each call
   */
  record Turns(Duration time, int atOnce, int waiting, ThreadFactory threads) {
    private static final int AT_ONCE = 200;
    private static final int WAITING = 10_000;

    /** Checks the numbers. */
    public Turns {
      if (!time.isPositive() || atOnce < 1 || waiting < 0) {
        throw new IllegalArgumentException(
            "turns of hooks: expected a time of more than zero, at least 1 at once and 0 waiting,"
                + " got "
                + time
                + ", "
                + atOnce
                + " and "
                + waiting);
      }
    }

    /** 200 at once on virtual threads and 10,000 waiting. */
    public static Turns within(Duration time) {
      return new Turns(
          time, AT_ONCE, WAITING, Thread.ofVirtual().name("belfry-hook-", 0).factory());
    }
  }

  /**
   * The same hooks for whoever takes {@link Hooks}, such as a composite.
   *
   * @param turns how calls take turns
   */
  static Hooks asHooks(BlockingHooks hooks, Turns turns) {
    return new TurnedHooks(hooks, turns);
  }
}
