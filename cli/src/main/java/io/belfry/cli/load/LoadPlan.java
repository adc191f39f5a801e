package io.belfry.cli.load;

import io.belfry.protocol.ChannelKind;
import java.time.Duration;

/**
 * What a load test does.
 *
 * <p>Thread: immutable.
 *
 * @param crowd who is connected
 * @param churn how they come and go
 * @param traffic what is published
 * @param duration how long it is published, once all are connected
 */
public record LoadPlan(Crowd crowd, Churn churn, Traffic traffic, Duration duration) {

  /**
   * Who is connected.
   *
   * @param connections how many at a time
   * @param perSecond how many are opened in a second at the start
   * @param users how many users they sign in as, 0 for nobody signs in
   */
  public record Crowd(int connections, int perSecond, int users) {}

  /**
   * How connections come and go.
   *
   * @param perSecond how many leave and are replaced in a second, 0 for none
   * @param openings how many are opened in all, after which the test ends; 0 to let the duration
   *     decide
   */
  public record Churn(int perSecond, long openings) {}

  /**
   * What is published.
   *
   * @param kind of the channels
   * @param channels how many there are; connections are dealt to them in turn
   * @param perSecond how many events in a second over all channels, 0 for none
   * @param size of the data of an event, in bytes
   */
  public record Traffic(ChannelKind kind, int channels, int perSecond, int size) {}
}
