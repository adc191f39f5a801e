package io.belfry.protocol.crypto;

import static io.belfry.protocol.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EncryptionVectorsTest {
  @TestFactory
  @Tag("HTTP-158")
  Stream<DynamicTest> givenABoxOfAnotherLibrary_itOpensAndOursIsTheSame() {
    Stream<DynamicTest> ofOurs =
        ours()
            .map(
                vector ->
                    dynamicTest(
                        text(vector, "name"),
                        () ->
                            check(vector, "plaintext_utf8", "nonce_base64", "ciphertext_base64")));
    Stream<DynamicTest> ofLibraries =
        libraries()
            .map(
                vector ->
                    dynamicTest(
                        text(vector, "id"),
                        () -> check(vector, "plaintext", "data.nonce", "data.ciphertext")));
    return Stream.concat(ofOurs, ofLibraries);
  }

  private static void check(Map<String, @Nullable String> vector, String... names) {
    MasterKey masterKey = MasterKey.parse(text(vector, "encryption_master_key_base64"));
    ChannelName channel = ChannelName.parse(text(vector, "channel")).orElseThrow();
    SharedSecret secret = SharedSecret.of(channel, masterKey);
    SecretBox box = new SecretBox(secret);
    byte[] message = text(vector, names[0]).getBytes(StandardCharsets.UTF_8);
    byte[] nonce = Base64.getDecoder().decode(text(vector, names[1]));
    byte[] sealed = Base64.getDecoder().decode(text(vector, names[2]));

    assertThat(secret.toBase64()).isEqualTo(text(vector, "shared_secret_base64"));
    assertThat(box.open(nonce, sealed)).hasValue(message);
    assertThat(box.seal(nonce, message)).isEqualTo(sealed);
  }

  @Test
  void givenTheFiles_noVectorIsPassedOver() {
    assertThat(ours()).hasSize(3);
    assertThat(libraries()).hasSize(4);
  }

  private static Stream<Map<String, @Nullable String>> ours() {
    return Vectors.of("vectors.json", "encrypted").stream();
  }

  private static Stream<Map<String, @Nullable String>> libraries() {
    return Vectors.of("vectors-http.json", "vectors").stream()
        .filter(vector -> "encrypted_payload".equals(vector.get("kind")));
  }
}
