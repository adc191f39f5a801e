package io.belfry.server.warm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What clients and a backend do all day, round by round: many connect at once, sign in, subscribe,
 * receive what is published, and leave. It ends when rounds no longer become shorter.
 *
 * <p>Thread: confined to its own.
 */
public final class Exercise {
  private static final int VISITORS = 64;
  private static final int EVENTS = 4;
  private static final String CHANNEL = "warm-up";
  private static final String SUBSCRIBE =
      "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + CHANNEL + "\"}}";
  private static final String EVENT = event("for everybody");
  // Long enough to be compressed, which is another way through a fan-out.
  private static final String LONG_EVENT = event("at length, ".repeat(100));

  private final List<Place> places;
  private final LongSupplier nanoTime;
  private int users;

  /**
   * An exercise, timed by that monotonic clock.
   *
   * @param places each round is in the next of them
   */
  public Exercise(List<Place> places, LongSupplier nanoTime) {
    this.places = List.copyOf(places);
    this.nanoTime = nanoTime;
  }

  /**
   * Does rounds until they no longer become shorter, or that time is over.
   *
   * @return how many rounds
   * @throws IOException when the server does not do what it should, or is closed meanwhile
   */
  public int run(long nanos) throws IOException {
    RoundTimes times = new RoundTimes();
    long begin = nanoTime.getAsLong();
    long now = begin;
    int rounds = 0;
    while (times.areGettingShorter() && now - begin < nanos) {
      round(places.get(rounds % places.size()));
      long after = nanoTime.getAsLong();
      times.took(after - now);
      now = after;
      rounds++;
    }
    return rounds;
  }

  private void round(Place place) throws IOException {
    List<Visitor> visitors = new ArrayList<>(VISITORS);
    try (Backend backend = new Backend(place)) {
      come(visitors, place);
      for (int i = 0; i < EVENTS; i++) {
        backend.publish(EVENT);
      }
      for (int i = 0; i < EVENTS; i++) {
        expect(visitors, "for everybody");
      }
      backend.publish(LONG_EVENT);
      for (Visitor visitor : visitors) {
        visitor.passOver();
      }
      for (Visitor visitor : visitors) {
        visitor.sayGoodbye();
      }
    } finally {
      for (Visitor visitor : visitors) {
        visitor.close();
      }
    }
  }

  // All of them take each step together, as a crowd does.
  private void come(List<Visitor> visitors, Place place) throws IOException {
    for (int i = 0; i < VISITORS; i++) {
      Visitor.VisitorKind kind =
          i % 2 == 0 ? Visitor.VisitorKind.BROWSER : Visitor.VisitorKind.DEVICE;
      visitors.add(new Visitor(place, kind));
      visitors.getLast().ask();
    }
    for (Visitor visitor : visitors) {
      visitor.awaitGreeting();
      visitor.signIn("user-" + users++);
    }
    expect(visitors, "pusher:signin_success");
    for (Visitor visitor : visitors) {
      visitor.send(SUBSCRIBE);
    }
    expect(visitors, "subscription_succeeded");
  }

  private static String event(String text) {
    return "{\"name\":\"said\",\"channels\":[\""
        + CHANNEL
        + "\"],\"data\":\"{\\\"n\\\":1,\\\"text\\\":\\\""
        + text
        + "\\\"}\"}";
  }

  /** Each gets a text; it is enough to look at one of them. */
  private static void expect(List<Visitor> visitors, String words) throws IOException {
    visitors.getFirst().awaitText(words);
    for (Visitor visitor : visitors.subList(1, visitors.size())) {
      visitor.passOver();
    }
  }
}
