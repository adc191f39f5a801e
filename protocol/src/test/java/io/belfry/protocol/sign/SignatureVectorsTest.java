package io.belfry.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserData;
import io.belfry.protocol.Vectors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SignatureVectorsTest {
  private static final String FILE = "vectors.json";

  @TestFactory
  @Tag("WS-036")
  Stream<DynamicTest> givenAVector_itIsSignedAndAcceptedAsItSays() {
    return signed().map(vector -> dynamicTest(Vectors.text(vector, "name"), () -> check(vector)));
  }

  private static void check(Map<String, @Nullable String> vector) {
    Secret secret = Secret.of(Vectors.text(vector, "secret"));
    String text = stringToSign(vector).orElseThrow();

    assertThat(text).isEqualTo(Vectors.text(vector, "string_to_sign"));
    assertThat(secret.sign(text)).isEqualTo(Vectors.text(vector, "signature"));
    assertThat(AuthToken.sign(Vectors.text(vector, "key"), secret, text))
        .isEqualTo(Vectors.text(vector, "auth"));
    assertThat(isAccepted(vector)).isTrue();
  }

  @TestFactory
  @Tag("WS-036")
  @Tag("THR-05")
  Stream<DynamicTest> givenAVectorToBeRefused_itIsRefused() {
    return refused()
        .map(
            vector ->
                dynamicTest(
                    Vectors.text(vector, "name"), () -> assertThat(isAccepted(vector)).isFalse()));
  }

  @Test
  void givenTheFile_noVectorIsPassedOver() {
    assertThat(signed()).hasSize(15);
    assertThat(refused()).hasSize(16);
  }

  private static Stream<Map<String, @Nullable String>> signed() {
    return Stream.of("signatures", "encrypted").flatMap(array -> Vectors.of(FILE, array).stream());
  }

  // What is wrong with a member's data is for those to say who know members: the server and the
  // server library.
  private static Stream<Map<String, @Nullable String>> refused() {
    List<Map<String, @Nullable String>> originals = signed().toList();
    return Vectors.of(FILE, "negative").stream()
        .filter(vector -> !"presence-channel".equals(vector.get("kind")))
        .map(vector -> changed(vector, originals));
  }

  private static Map<String, @Nullable String> changed(
      Map<String, @Nullable String> vector, List<Map<String, @Nullable String>> originals) {
    String from = vector.get("from");
    Map<String, @Nullable String> merged = new LinkedHashMap<>();
    originals.stream()
        .filter(original -> Vectors.text(original, "name").equals(from))
        .forEach(merged::putAll);
    vector.forEach((name, value) -> merged.put(name.replaceFirst("^change\\.", ""), value));
    return merged;
  }

  private static boolean isAccepted(Map<String, @Nullable String> vector) {
    Secret secret = Secret.of(Vectors.text(vector, "secret"));
    boolean isSigned =
        AuthToken.parse(Vectors.text(vector, "auth"))
            .filter(token -> token.key().equals(vector.get("key")))
            .flatMap(token -> stringToSign(vector).map(text -> token.isSignedWith(secret, text)))
            .orElse(false);
    return isSigned && (vector.get("user_data") == null || isUser(vector));
  }

  private static boolean isUser(Map<String, @Nullable String> vector) {
    try {
      UserData user = UserData.parse(Vectors.text(vector, "user_data"), 128);
      return vector.get("user_id") == null || user.id().text().equals(vector.get("user_id"));
    } catch (ProtocolException e) {
      return false;
    }
  }

  private static Optional<String> stringToSign(Map<String, @Nullable String> vector) {
    SocketId socketId = new SocketId(Vectors.text(vector, "socket_id"));
    String userData = vector.get("user_data");
    if (userData != null) {
      return Optional.of(StringToSign.signin(socketId, userData));
    }
    return ChannelName.parse(Vectors.text(vector, "channel"))
        .map(name -> StringToSign.subscription(socketId, name, vector.get("channel_data")));
  }
}
