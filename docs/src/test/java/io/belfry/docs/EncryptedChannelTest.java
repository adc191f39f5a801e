package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the guide shows of encrypted channels, with a real server that passes ciphertext on. */
class EncryptedChannelTest {
  private static final String CHANNEL = "private-encrypted-orders";
  private static final String MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private TestBelfry server;
  private Pusher belfry;

  @BeforeEach
  void start() throws IOException {
    server = TestBelfry.start();
    belfry = server.encryptingBackend(MASTER_KEY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Pusher encryptingPusher(String secret, String masterKey) {
    // snippet: make-pusher-encrypting
    RestOptions options =
        RestOptions.of("http://127.0.0.1:6001", "1", "app-key", secret)
            .withEncryptionMasterKey(masterKey);
    Pusher belfry = new Pusher(options);
    // end
    return belfry;
  }

  @Test
  void givenAMasterKey_theEventArrivesAsCiphertext() {
    try (TestBelfry.Connection connection = server.connect()) {
      String auth = belfry.authorizeChannel(connection.socketId(), CHANNEL).toJson();
      assertThat(auth).contains("shared_secret");
      assertThat(connection.subscribe(CHANNEL, auth)).contains("subscription_succeeded");
      // snippet: trigger-encrypted
      belfry.trigger("private-encrypted-orders", "order-shipped", "{\"order\":7}");
      // end

      assertThat(connection.client().next())
          .contains("order-shipped", "nonce", "ciphertext")
          .doesNotContain("order\\\":7");
    }
  }

  @Test
  void givenTheLinesThatMakeIt_itSharesTheSecretOfThatKey() {
    Pusher made = encryptingPusher(TestBelfry.SECRET, MASTER_KEY);

    assertThat(made.authorizeChannel("1.2", CHANNEL).toJson())
        .isEqualTo(belfry.authorizeChannel("1.2", CHANNEL).toJson());
  }

  @Test
  void givenNoMasterKeyOrTwoChannels_nothingIsSent() {
    Pusher without = server.backend();

    assertThatThrownBy(() -> without.trigger(CHANNEL, "order-shipped", "{}"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> belfry.trigger(List.of(CHANNEL, "orders"), "order-shipped", "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
