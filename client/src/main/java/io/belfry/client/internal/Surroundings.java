package io.belfry.client.internal;

import java.util.random.RandomGenerator;

/**
 * What a client takes from outside, so that tests hold time, chance and the wire in their hands.
 *
 * <p>Thread: immutable.
 *
 * @param owner the one thread that holds all state, and its timers
 * @param random spreads reconnects
 * @param transport opens sockets
 */
public record Surroundings(Loop owner, RandomGenerator random, Transport transport) {
  /** The real ones. */
  public static Surroundings real() {
    return new Surroundings(
        WorkThread.keepingTheProgramAlive("belfry-client"),
        RandomGenerator.getDefault(),
        new WebSocketTransport());
  }
}
