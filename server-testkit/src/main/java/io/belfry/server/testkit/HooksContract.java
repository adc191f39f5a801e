package io.belfry.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Member;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.hook.Arrival;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Closed;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SendingEvent;
import io.belfry.server.hook.Hooks.SigningIn;
import io.belfry.server.hook.Hooks.Subscribing;
import io.belfry.server.hook.Hooks.WithoutToken;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What all {@link Hooks} have to keep. The test of an implementation extends it, and says which
 * user and which channel it allows.
 *
 * <p>Thread: that of the test, which stands for an event loop.
 */
public abstract class HooksContract {
  // An event loop has to serve thousands meanwhile.
  private static final Duration MOST_OF_A_CALL = Duration.ofMillis(100);
  private static final Duration MOST_OF_A_DECISION = Duration.ofSeconds(5);
  private static final int AT_ONCE = 50;
  private static final String APP = "1";
  private static final SocketId SOCKET = SocketId.of(12, 34);

  /** For implementations. */
  protected HooksContract() {}

  /** The hooks. */
  protected abstract Hooks hooks();

  /** A user who may sign in. */
  protected abstract UserId allowedUser();

  /** A channel to which that user may subscribe. */
  protected abstract ChannelName allowedChannel();

  private static Connecting connecting() {
    return new Connecting(
        APP,
        SOCKET,
        ClientTransport.WEBSOCKET,
        "protocol=7&client=js&version=8.4.0",
        new Connecting.From(InetAddress.getLoopbackAddress(), "https://a.example", "a browser"));
  }

  private SigningIn signingIn() {
    return new SigningIn(APP, SOCKET, allowedUser(), "{\"name\":\"Ada\"}");
  }

  private Subscribing subscribing() {
    Member member = new Member(allowedUser(), null);
    return new Subscribing(APP, SOCKET, allowedChannel(), allowedUser(), member);
  }

  private Closed closed() {
    return new Closed(APP, SOCKET, allowedUser(), 1000);
  }

  private static WithoutToken withoutToken() {
    Arrival arrival =
        new Arrival(
            ClientTransport.WEBSOCKET,
            InetAddress.getLoopbackAddress(),
            true,
            false,
            "https://a.example",
            Map.of("cookie", "session=1"));
    return new WithoutToken(APP, SOCKET, null, arrival);
  }

  private SendingEvent sendingEvent() {
    UserId user = allowedUser();
    return new SendingEvent(APP, SOCKET, allowedChannel(), user, user, "client-e", "{}");
  }

  private static <A> A within(CompletionStage<A> stage) {
    return stage
        .toCompletableFuture()
        .orTimeout(MOST_OF_A_DECISION.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  @Test
  void givenSomebodyWhoIsAllowed_itIsDecidedInTime() {
    assertThat(within(hooks().connecting(connecting()))).isEqualTo(new Permission.Allowed());
    assertThat(within(hooks().signingIn(signingIn()))).isEqualTo(new Permission.Allowed());
    assertThat(within(hooks().subscribing(subscribing()))).isEqualTo(new Permission.Allowed());
  }

  @Test
  void givenAClientThatSaysNothingOfItself_itIsDecidedAllTheSame() {
    Connecting silent =
        new Connecting(
            APP, SOCKET, ClientTransport.XHR_POLLING, "", new Connecting.From(null, null, null));
    assertThat(within(hooks().connecting(silent))).isNotNull();
    assertThat(within(hooks().signingIn(new SigningIn(APP, SOCKET, allowedUser(), null))))
        .isNotNull();
    Subscribing anonymous = new Subscribing(APP, SOCKET, allowedChannel(), null, null);
    assertThat(within(hooks().subscribing(anonymous))).isNotNull();
    Arrival bare = new Arrival(ClientTransport.WEBSOCKET, null, false, false, null, Map.of());
    assertThat(within(hooks().user(new WithoutToken(APP, SOCKET, null, bare)))).isNotNull();
  }

  @Test
  void givenACall_itReturnsWithoutWaiting() {
    // Once before: what is loaded then need not be waited for.
    List<CompletionStage<?>> first = callAll();
    first.forEach(HooksContract::within);
    long before = System.nanoTime();
    List<CompletionStage<?>> second = callAll();
    hooks().closed(closed());
    Duration took = Duration.ofNanos(System.nanoTime() - before);

    assertThat(took).isLessThan(MOST_OF_A_CALL.multipliedBy(second.size() + 1L));
    second.forEach(HooksContract::within);
  }

  private List<CompletionStage<?>> callAll() {
    return List.of(
        hooks().user(withoutToken()),
        hooks().clientEvent(sendingEvent()),
        hooks().connecting(connecting()),
        hooks().signingIn(signingIn()),
        hooks().subscribing(subscribing()));
  }

  @Test
  void givenManyAtOnce_eachIsDecided() {
    List<CompletableFuture<Permission>> all =
        IntStream.range(0, AT_ONCE)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(() -> hooks().signingIn(signingIn()))
                        .thenCompose(stage -> stage))
            .toList();
    assertThat(all).allSatisfy(each -> assertThat(within(each)).isNotNull());
  }

  @Test
  void givenTheEndOfAConnectionThatItHasNotHeardOf_itTakesThatAsItIs() {
    hooks().closed(closed());
    hooks().closed(new Closed(APP, SOCKET, null, 1006));
  }
}
