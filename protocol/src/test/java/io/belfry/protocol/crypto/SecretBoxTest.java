package io.belfry.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.protocol.ChannelKind;
import io.belfry.protocol.ChannelName;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Base64;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {
  private static final String MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final ChannelName CHANNEL =
      new ChannelName("private-encrypted-a", ChannelKind.PRIVATE_ENCRYPTED);
  private static final SharedSecret SECRET = SharedSecret.of(CHANNEL, MasterKey.parse(MASTER_KEY));

  @Property(seed = "20261124")
  void givenAMessageInABox_itComesOutAsItWas(
      @ForAll byte[] message, @ForAll @Size(24) byte[] nonce) {
    SecretBox box = new SecretBox(SECRET);

    byte[] sealed = box.seal(nonce, message);

    assertThat(sealed).hasSize(message.length + 16);
    assertThat(box.open(nonce, sealed)).hasValue(message);
  }

  @Property(seed = "20261124")
  void givenABoxWithOneBitChanged_itStaysClosed(
      @ForAll @Size(min = 1, max = 100) byte[] message, @ForAll @IntRange(max = 10_000) int bit) {
    SecretBox box = new SecretBox(SECRET);
    byte[] nonce = new byte[24];
    byte[] sealed = box.seal(nonce, message);

    sealed[bit / 8 % sealed.length] ^= (byte) (1 << bit % 8);

    assertThat(box.open(nonce, sealed)).isEmpty();
  }

  @Test
  void givenAnotherNonceSecretOrLength_theBoxStaysClosed() {
    byte[] nonce = new byte[24];
    byte[] sealed = new SecretBox(SECRET).seal(nonce, new byte[] {1, 2, 3});
    byte[] otherNonce = nonce.clone();
    otherNonce[23] = 1;
    ChannelName other = new ChannelName("private-encrypted-b", ChannelKind.PRIVATE_ENCRYPTED);
    SecretBox otherBox = new SecretBox(SharedSecret.of(other, MasterKey.parse(MASTER_KEY)));

    assertThat(new SecretBox(SECRET).open(otherNonce, sealed)).isEmpty();
    assertThat(otherBox.open(nonce, sealed)).isEmpty();
    assertThat(new SecretBox(SECRET).open(nonce, new byte[15])).isEmpty();
    assertThat(new SecretBox(SECRET).open(new byte[8], sealed)).isEmpty();
  }

  @Test
  void givenANonceOfAnotherLength_nothingIsSealed() {
    assertThatThrownBy(() -> new SecretBox(SECRET).seal(new byte[12], new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Expected 24");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret-not-base64!",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "__ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
      })
  @Tag("HTTP-152")
  @Tag("HTTP-163")
  void givenAMasterKeyThatIsNot32Bytes_itIsRefusedAndNotShown(String base64) {
    assertThatThrownBy(() -> MasterKey.parse(base64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageContaining("32 random bytes")
        .hasMessageNotContaining("AAEC")
        .hasMessageNotContaining("secret-not");
  }

  @Test
  @Tag("HTTP-152")
  void givenASharedSecretWithOrWithoutPadding_itReadsBackPadded() {
    String padded = SECRET.toBase64();

    assertThat(padded).hasSize(44).endsWith("=");
    assertThat(SharedSecret.parse(padded).map(SharedSecret::toBase64)).contains(padded);
    assertThat(SharedSecret.parse(padded.replace("=", "")).map(SharedSecret::toBase64))
        .contains(padded);
    assertThat(SharedSecret.parse(Base64.getEncoder().encodeToString(new byte[31]))).isEmpty();
    assertThat(SharedSecret.parse("no base64!")).isEmpty();
  }

  @Test
  @Tag("THR-47")
  void givenKeysAndBoxes_theyDoNotShowThemselves() {
    assertThat(MasterKey.parse(MASTER_KEY)).hasToString("***");
    assertThat(SECRET).hasToString("***");
    assertThat(new SecretBox(SECRET)).hasToString("SecretBox[***]");
  }

  @Test
  void givenNoBouncyCastle_itIsSaidWhichLibraryIsMissing() throws Exception {
    try (URLClassLoader without = withoutBouncyCastle()) {
      Class<?> masterKey = without.loadClass(MasterKey.class.getName());
      Object key = masterKey.getMethod("parse", String.class).invoke(null, MASTER_KEY);
      Class<?> name = without.loadClass(ChannelName.class.getName());
      Object channel =
          Optional.class
              .cast(name.getMethod("parse", String.class).invoke(null, CHANNEL.text()))
              .orElseThrow();
      Class<?> secretClass = without.loadClass(SharedSecret.class.getName());
      Object secret = secretClass.getMethod("of", name, masterKey).invoke(null, channel, key);

      assertThatThrownBy(
              () ->
                  without
                      .loadClass(SecretBox.class.getName())
                      .getConstructor(secretClass)
                      .newInstance(secret))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("org.bouncycastle:bcprov-jdk18on");
    }
  }

  private static URLClassLoader withoutBouncyCastle() throws IOException {
    URL classes = SecretBox.class.getProtectionDomain().getCodeSource().getLocation();
    return new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader());
  }
}
