package io.belfry.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.CloseReason;
import io.belfry.protocol.SocketId;
import io.belfry.server.HeldHooks;
import io.belfry.server.app.App;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.cluster.ClusterAdapter.Room;
import io.belfry.server.delivery.QueueingLoop;
import io.belfry.server.hook.Hooks.ClientTransport;
import io.belfry.server.hook.Hooks.Connecting;
import io.belfry.server.http.Caller;
import io.belfry.server.rate.Quotas;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many may wait for what a hook decides. */
@Tag("WS-117")
class AdmissionHooksTest {
  private static final App APP = App.builder("1").key("app-key", "a secret of app 1").build();
  private static final HandshakeRequest REQUEST =
      new HandshakeRequest(
          "/app/app-key",
          "",
          ClientTransport.WEBSOCKET,
          Caller.UNKNOWN,
          new Connecting.From(null, null, null));

  private final Quotas quotas =
      new Quotas(-1, new ConfiguredApps(List.of(APP)), (app, limit, connections) -> Room.FREE);
  private final HeldHooks held = new HeldHooks(Connecting.class);
  private final AdmissionHooks hooks =
      new AdmissionHooks(new HookCalls(held, Duration.ofSeconds(5)));
  private final QueueingLoop loop =
      new QueueingLoop() {
        @Override
        public void after(Duration delay, Runnable task) {
          // Nobody's time is up here.
        }
      };

  private Admission ask() {
    quotas.of(APP).take();
    quotas.ofNode().take();
    Admission.Admitted admitted =
        new Admission.Admitted(
            APP,
            "key",
            SocketId.of(1, 1),
            new ClientDescription(ClientLibrary.OTHER, null, ClientTransport.WEBSOCKET),
            null,
            null,
            quotas.of(APP),
            quotas.ofNode());
    return hooks.ask(admitted, REQUEST, loop, verdict -> verdict);
  }

  @Test
  void givenTenThousandWhoWait_theNextIsSentAwayAndHoldsNoPlaceUntilOneOfThemIsDecided() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(ask()).isInstanceOf(Undecided.class);
    }
    assertThat(ask()).isEqualTo(new Admission.Rejected(CloseReason.OVER_CAPACITY));
    assertThat(ask()).isEqualTo(new Admission.Rejected(CloseReason.OVER_CAPACITY));
    assertThat(quotas.ofNode().taken()).isEqualTo(10_000);
    assertThat(quotas.of(APP).taken()).isEqualTo(10_000);

    held.next().refuse("no");
    loop.tasks.removeFirst().run();
    assertThat(quotas.ofNode().taken()).isEqualTo(9_999);
    assertThat(ask()).isInstanceOf(Undecided.class);
    assertThat(ask()).isInstanceOf(Admission.Rejected.class);
  }

  @Test
  void givenTenThousandWhoHaveGone_othersMayWait() {
    for (int i = 0; i < 10_000; i++) {
      ((Undecided) ask()).abandon();
    }
    assertThat(ask()).isInstanceOf(Undecided.class);
    assertThat(quotas.ofNode().taken()).isEqualTo(1);
  }
}
