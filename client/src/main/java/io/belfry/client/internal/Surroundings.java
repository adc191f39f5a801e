package io.belfry.client.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * What a client takes from outside, so that tests hold time, chance and the wire in their hands.
 *
 * <p>Thread: immutable.
 *
 * @param owner the one thread that holds all state, and its timers
 * @param chance from 0 to 1, spreads reconnects
 * @param transport opens sockets
 */
public record Surroundings(Loop owner, DoubleSupplier chance, Transport transport) {
  /** The real ones, and that transport. */
  public static Surroundings real(Transport transport) {
    return new Surroundings(
        WorkThread.keepingTheProgramAlive("belfry-client"),
        () -> ThreadLocalRandom.current().nextDouble(),
        transport);
  }
}
