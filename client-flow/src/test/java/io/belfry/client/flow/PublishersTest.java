package io.belfry.client.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.connection.ConnectionState;
import io.belfry.testkit.ScriptedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

class PublishersTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestChannel channel = new TestChannel();

  /** Asks for nothing by itself, and keeps what it is told. */
  private static class Asking implements Flow.Subscriber<PusherEvent> {
    final List<String> heard = new ArrayList<>();
    Flow.@Nullable Subscription subscription;
    @Nullable Throwable end;

    void request(long more) {
      Objects.requireNonNull(subscription).request(more);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(PusherEvent event) {
      heard.add(event.getData());
    }

    @Override
    public void onError(Throwable why) {
      end = why;
    }

    @Override
    public void onComplete() {
      throw new AssertionError("These never complete.");
    }
  }

  private Asking subscribe(EventPublisher events) {
    Asking asking = new Asking();
    events.subscribe(asking);
    return asking;
  }

  @Test
  @Tag("CL-037")
  void givenWhoAsksForLess_theRestWaits() {
    Asking asking = subscribe(EventPublisher.of(channel));
    for (int i = 0; i < 5; i++) {
      channel.comes(i);
    }
    assertThat(asking.heard).isEmpty();
    asking.request(2);
    assertThat(asking.heard).containsExactly("0", "1");
    asking.request(10);
    assertThat(asking.heard).containsExactly("0", "1", "2", "3", "4");
    channel.comes(5);
    assertThat(asking.heard).hasSize(6);
  }

  @Test
  @Tag("CL-037")
  void givenMoreThanIsHeld_itFailsBehindWhatIsHeldAndIsUnbound() {
    Asking asking = subscribe(EventPublisher.of(channel).named("order").holding(2));
    for (int i = 0; i < 5; i++) {
      channel.comes(i);
    }
    assertThat(channel.bound).isEmpty();
    assertThat(asking.end).isNull();
    asking.request(2);
    assertThat(asking.heard).containsExactly("0", "1");
    assertThat(asking.end)
        .isInstanceOf(EventsLostException.class)
        .hasMessageContaining("More than 2 events wait");
  }

  @Test
  @Tag("CL-037")
  void givenWhoCancels_nothingStaysBoundAndNothingMoreIsHeard() {
    Asking asking = subscribe(EventPublisher.of(channel));
    Asking other = subscribe(EventPublisher.of(channel));
    asking.request(Long.MAX_VALUE);
    other.request(Long.MAX_VALUE);
    assertThat(channel.bound).hasSize(2);
    Objects.requireNonNull(asking.subscription).cancel();
    assertThat(channel.bound).hasSize(1);
    channel.comes(1);
    assertThat(asking.heard).isEmpty();
    assertThat(other.heard).containsExactly("1");
  }

  @Test
  @Tag("CL-037")
  void givenWhoCancelsAtOnce_itIsNeverBound() {
    EventPublisher.of(channel)
        .subscribe(
            new Asking() {
              @Override
              public void onSubscribe(Flow.Subscription given) {
                given.cancel();
              }
            });
    assertThat(channel.bound).isEmpty();
  }

  @Test
  @Tag("CL-037")
  void givenWhoThrows_theOthersHear() {
    Asking throwing =
        new Asking() {
          @Override
          public void onNext(PusherEvent event) {
            throw new IllegalStateException("broken");
          }
        };
    EventPublisher.of(channel).subscribe(throwing);
    throwing.request(1);
    assertThatThrownBy(() -> channel.comes(1)).hasMessage("broken");
    assertThat(channel.bound).isEmpty();
  }

  @Test
  @Tag("CL-037")
  void givenNothingToHold_itIsRefusedInWords() {
    assertThatThrownBy(() -> EventPublisher.of(channel).holding(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("holding: 0 events (expected: 1 or more)");
  }

  @Test
  @Tag("CL-037")
  void givenAServer_statesAndEventsReachAReactor() {
    try (ScriptedServer server = ScriptedServer.start();
        Pusher pusher =
            new Pusher(
                "key",
                new PusherOptions()
                    .setHost("127.0.0.1")
                    .setWsPort(server.port())
                    .setUseTLS(false))) {
      Flux<ConnectionState> states =
          JdkFlowAdapter.flowPublisherToFlux(StatePublisher.of(pusher.getConnection()));
      List<ConnectionState> seen = new ArrayList<>();
      var connected =
          states.doOnNext(seen::add).filter(state -> state == ConnectionState.CONNECTED).next();
      var waiting = connected.toFuture();
      pusher.connect();
      var side = server.accept();
      side.greet("1.1", 120);
      assertThat(waiting).succeedsWithin(LIMIT);
      assertThat(seen).startsWith(ConnectionState.DISCONNECTED).endsWith(ConnectionState.CONNECTED);

      var orders = pusher.subscribe("orders");
      side.next();
      var two =
          JdkFlowAdapter.flowPublisherToFlux(EventPublisher.of(orders).named("order"))
              .map(PusherEvent::getData)
              .take(2)
              .collectList()
              .toFuture();
      side.send("{\"event\":\"order\",\"channel\":\"orders\",\"data\":\"1\"}");
      side.send("{\"event\":\"other\",\"channel\":\"orders\",\"data\":\"x\"}");
      side.send("{\"event\":\"order\",\"channel\":\"orders\",\"data\":\"2\"}");
      assertThat(two).succeedsWithin(LIMIT).isEqualTo(List.of("1", "2"));
      side.close();
    }
  }
}
