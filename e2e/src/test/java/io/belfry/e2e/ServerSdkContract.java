package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.e2e.ServerSdk.BatchedEvent;
import io.belfry.e2e.ServerSdk.Factory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every official server SDK that knows batches and encrypted channels has to be able to do.
 */
abstract class ServerSdkContract<S extends ServerSdk> extends PublishingSdkContract<S> {
  ServerSdkContract(Factory<S> factory) {
    super(factory);
  }

  @Test
  @Tag("HTTP-073")
  void givenABatch_theEventsOfAChannelArriveInOrder() {
    try (WireSubscriber news = new WireSubscriber(belfry).join("news");
        WireSubscriber sports = new WireSubscriber(belfry).join("sports")) {
      sdk.triggerBatch(
          List.of(
              new BatchedEvent("news", "first", Map.of("n", "1")),
              new BatchedEvent("sports", "second", Map.of("n", "2")),
              new BatchedEvent("news", "third", Map.of("n", "3"))));

      assertThat(news.nextOf("first").get("n").getAsString()).isEqualTo("1");
      assertThat(news.nextOf("third").get("n").getAsString()).isEqualTo("3");
      assertThat(sports.nextOf("second").get("n").getAsString()).isEqualTo("2");
    }
  }

  @Test
  void givenAnEncryptedChannel_aClientDeciphersWhatTheSdkEnciphered() {
    String channel = "private-encrypted-news";
    try (TestApp app = appOfTheSdk();
        OfficialJavaClient reader = readerOf(channel, app)) {
      sdk.trigger(List.of(channel), "headline", Map.of("title", ODD_TEXT));

      JsonObject data = json(reader.nextEvent("headline"));
      assertThat(data.get("title").getAsString()).isEqualTo(ODD_TEXT);
    }
  }

  @Test
  @Tag("HTTP-077")
  void givenABatchForEncryptedChannels_eachIsDecipheredWithItsOwnKey() {
    try (TestApp app = appOfTheSdk();
        OfficialJavaClient news = readerOf("private-encrypted-news", app);
        OfficialJavaClient sports = readerOf("private-encrypted-sports", app)) {
      sdk.triggerBatch(
          List.of(
              new BatchedEvent("private-encrypted-news", "headline", Map.of("n", "1")),
              new BatchedEvent("private-encrypted-sports", "headline", Map.of("n", "2"))));

      assertThat(json(news.nextEvent("headline"))).isEqualTo(json("{\"n\":\"1\"}"));
      assertThat(json(sports.nextEvent("headline"))).isEqualTo(json("{\"n\":\"2\"}"));
    }
  }

  private TestApp appOfTheSdk() {
    TestApp app = new TestApp(belfry.backend());
    app.channels(AuthEndpoint.signingWith(sdk));
    return app;
  }

  private OfficialJavaClient readerOf(String channel, TestApp app) {
    OfficialJavaClient reader = new OfficialJavaClient(Belfry.KEY, belfry.port(), app, "alice");
    return reader.start().joinEncrypted(channel, "headline");
  }
}
