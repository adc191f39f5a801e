package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Event;
import io.belfry.rest.Pusher;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Public and private channels, and events between web pages. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsChannelTest {
  private static final String ODD_TEXT = oddText();

  @AutoClose private final Scene scene;
  private final Pusher backend;

  PusherJsChannelTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start());
    backend = scene.belfry().backend();
  }

  @Test
  void givenAPublicChannel_anEventReachesEverySubscriber() {
    Tab alice = scene.tab("alice").connect().join("news");
    Tab bob = scene.tab("bob").connect().join("news");
    Tab carol = scene.tab("carol").connect().join("sports");
    backend.trigger("news", "headline", "{\"n\":1}");
    carol.settle();

    assertThat(alice.next("news:headline")).isEqualTo("{\"n\":1}");
    assertThat(bob.next("news:headline")).isEqualTo("{\"n\":1}");
    assertThat(carol.seen("headline")).isEmpty();
  }

  @Test
  @Tag("WS-062")
  void givenAnExcludedSocketId_allOthersGetTheEvent() {
    Tab alice = scene.tab("alice").connect().join("news");
    Tab bob = scene.tab("bob").connect().join("news");
    backend.trigger(Event.of("news", "typed", "{}").excluding(alice.socketId()));
    bob.next("news:typed");
    alice.settle();

    assertThat(alice.seen("news:typed")).isEmpty();
  }

  @Test
  @Tag("WS-059")
  void givenAnUnsubscribe_noMoreEventsCome() {
    Tab alice = scene.tab("alice").connect().join("news");
    alice.evaluate("pusher.unsubscribe('news')");
    alice.settle();
    backend.trigger("news", "headline", "{}");
    alice.settle();

    assertThat(alice.seen("headline")).isEmpty();
    assertThat(alice.seen("news:headline")).isEmpty();
  }

  @Test
  void givenAnUnsubscribedChannel_itCanBeJoinedAgain() {
    Tab alice = scene.tab("alice").connect().join("private-room");
    alice.evaluate("pusher.unsubscribe('private-room')");
    alice.join("private-room");
    backend.trigger("private-room", "said", "{}");

    assertThat(alice.next("private-room:said")).isEqualTo("{}");
  }

  @Test
  void givenAnUnsubscribeWhileTheSubscriptionIsPending_noEventsCome() {
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("join('news'); pusher.unsubscribe('news')");
    alice.settle();
    alice.settle();
    backend.trigger("news", "headline", "{}");
    alice.settle();

    assertThat(alice.seen("headline")).isEmpty();
  }

  @Test
  void givenChannelsJoinedBeforeConnecting_theyAreSubscribedOnceConnected() {
    Tab alice = scene.tab("alice");
    alice.startAnd("join('news'); join('private-room')");
    alice.next("news:pusher:subscription_succeeded");
    alice.next("private-room:pusher:subscription_succeeded");
    backend.trigger(List.of("news", "private-room"), "said", "{}");

    assertThat(alice.next("news:said")).isEqualTo("{}");
    assertThat(alice.next("private-room:said")).isEqualTo("{}");
  }

  @Test
  void givenAPrivateChannel_itIsAuthorisedAtTheDefaultEndpoint() {
    Tab alice = scene.tab("alice").connect().join("private-room");
    backend.trigger("private-room", "said", "{\"text\":\"hi\"}");

    assertThat(alice.next("private-room:said")).isEqualTo("{\"text\":\"hi\"}");
    assertThat(scene.app().calls(TestApp.CHANNEL_AUTH))
        .extracting(TestApp.Call::form)
        .containsExactly("socket_id=" + alice.socketId() + "&channel_name=private-room");
  }

  @Test
  void givenARefusedPrivateChannel_itsBindingsAreTold() {
    scene.app().channels(AuthEndpoint.refusing(403));
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("join('private-room')");

    assertThat(alice.next("private-room:pusher:subscription_error"))
        .startsWith("{\"type\":\"AuthError\"")
        .endsWith("\"status\":403}");
    hearsNothingOf("private-room", alice);
  }

  @Test
  @Tag("WS-054")
  void givenAPrivateChannelWithAWrongToken_itsBindingsAndTheConnectionAreTold() {
    scene.app().channels(AuthEndpoint.signingChannels(scene.belfry().backend(Belfry.KEY, "wrong")));
    Tab alice = scene.tab("alice").connect();
    alice.evaluate("join('private-room')");

    assertThat(alice.next("private-room:pusher:subscription_error"))
        .isEqualTo("{\"type\":\"AuthError\",\"error\":\"Invalid signature\",\"status\":401}");
    assertThat(alice.next("error:4305")).contains("private-room");
    hearsNothingOf("private-room", alice);
  }

  @Test
  @Tag("WS-082")
  void givenAClientEvent_theOtherTabGetsItAndTheSenderDoesNot() {
    Tab alice = scene.tab("alice").connect().join("private-room");
    Tab bob = scene.tab("bob").connect().join("private-room");
    assertThat(
            alice.evaluate("pusher.channel('private-room').trigger('client-typing', {chars: 3})"))
        .isEqualTo(true);

    assertThat(bob.next("private-room:client-typing")).isEqualTo("{\"chars\":3}");
    alice.settle();
    assertThat(alice.seen("private-room:client-typing")).isEmpty();
  }

  @Test
  @Tag("WS-086")
  void givenAClientEventWithoutData_theOtherTabGetsNull() {
    Tab alice = scene.tab("alice").connect().join("private-room");
    Tab bob = scene.tab("bob").connect().join("private-room");
    alice.evaluate("pusher.channel('private-room').trigger('client-left')");

    assertThat(bob.next("private-room:client-left")).isEqualTo("null");
  }

  @Test
  @Tag("WS-083")
  void givenAClientEventOnAPublicChannel_theSenderIsTold4301() {
    Tab alice = scene.tab("alice").connect().join("news");
    Tab bob = scene.tab("bob").connect().join("news");
    alice.evaluate("pusher.channel('news').trigger('client-typing', {})");

    alice.next("error:4301");
    bob.settle();
    assertThat(bob.seen("client-typing")).isEmpty();
    assertThat(alice.state()).isEqualTo("connected");
  }

  @Test
  void givenOddText_anEventBringsItByteForByte() {
    Tab alice = scene.tab("alice").connect().join("news");
    backend.trigger("news", "odd", Pusher.jsonString(ODD_TEXT));
    alice.next("news:odd");

    assertThat(alice.evaluate("lastBytes()")).isEqualTo(hex(ODD_TEXT));
  }

  @Test
  void givenTextThatIsNoJson_anEventBringsItByteForByte() {
    Tab alice = scene.tab("alice").connect().join("news");
    backend.trigger("news", "odd", ODD_TEXT);
    alice.next("news:odd");

    assertThat(alice.evaluate("lastBytes()")).isEqualTo(hex(ODD_TEXT));
  }

  @Test
  @Tag("WS-086")
  void givenOddText_aClientEventBringsItByteForByte() {
    Tab alice = scene.tab("alice").connect().join("private-room");
    Tab bob = scene.tab("bob").connect().join("private-room");
    alice.evaluate(
        "(text) => pusher.channel('private-room').trigger('client-odd', text)", ODD_TEXT);
    bob.next("private-room:client-odd");

    assertThat(bob.evaluate("lastBytes()")).isEqualTo(hex(ODD_TEXT));
  }

  @Test
  void givenOddText_aUserEventBringsItByteForByte() {
    Tab alice = scene.signedIn("alice");
    backend.sendToUser("alice", "odd", Pusher.jsonString(ODD_TEXT));
    alice.next("user:odd");

    assertThat(alice.evaluate("lastBytes()")).isEqualTo(hex(ODD_TEXT));
  }

  private void hearsNothingOf(String channel, Tab tab) {
    backend.trigger(channel, "said", "{}");
    tab.settle();

    assertThat(tab.seen("said")).isEmpty();
    assertThat(tab.seen(channel)).containsExactly(channel + ":pusher:subscription_error");
    assertThat(tab.state()).isEqualTo("connected");
  }

  // Bytes 0 to 255 as characters, all of two UTF-8 bytes, and what JSON and JavaScript trip over.
  private static String oddText() {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 0x800).forEach(text::appendCodePoint);
    return text.append("\u2028\u2029\uFEFF\uFFFD\uFFFF\\\"/</script>e\u0301")
        .appendCodePoint(0x1F600)
        .appendCodePoint(0x10FFFF)
        .toString();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
