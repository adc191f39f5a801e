package io.belfry.server.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.OpenSsl;
import io.belfry.server.certificate.UnusableCertificate.CertificatePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys in the forms that tools write them in, and in those that are none. */
@Tag("LIM-073")
class CertificateFilesTest {
  @TempDir static Path folder;

  @BeforeAll
  static void makeKeys() throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    openssl.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pkcs8");
    openssl.run("rsa -in rsa.pkcs8 -traditional -out rsa.pkcs1");
    openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pkcs8");
    openssl.run("ec -in ec.pkcs8 -out ec.sec1");
    openssl.run("ec -in ec.pkcs8 -no_public -out ec-short.sec1");
    openssl.run("ecparam -name secp384r1 -genkey -out ec384.sec1");
    openssl.run("ecparam -name prime256v1 -param_enc explicit -genkey -out explicit.sec1");
    openssl.run("genpkey -algorithm ED25519 -out ed25519.pkcs8");
    openssl.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out small.pkcs8");
    openssl.run("pkcs8 -topk8 -passout pass:secret-word -in rsa.pkcs8 -out new.encrypted");
    openssl.run(
        "rsa -aes128 -passout pass:secret-word -in rsa.pkcs8 -traditional -out old.encrypted");
    certify(openssl, "rsa.pkcs8", "rsa.crt");
    certify(openssl, "ec.pkcs8", "ec.crt");
    certify(openssl, "ec384.sec1", "ec384.crt");
    openssl.run("x509 -in rsa.crt -outform DER -out rsa.der");
    Files.writeString(
        folder.resolve("chain.crt"),
        Files.readString(folder.resolve("ec.crt")) + Files.readString(folder.resolve("rsa.crt")));
    String pem = Files.readString(folder.resolve("ec.crt"));
    Files.writeString(folder.resolve("cut.crt"), pem.replaceFirst("(?s)\n.{40}", "\n"));
    Files.writeString(folder.resolve("no.pem"), "nothing\n");
  }

  private static void certify(OpenSsl openssl, String key, String certificate) throws Exception {
    openssl.run("req -x509 -days 2 -subj /CN=localhost -key " + key + " -out " + certificate);
  }

  private static CertificateFiles files(String certificate, String key) {
    return new CertificateFiles(folder.resolve(certificate), folder.resolve(key));
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.crt, rsa.pkcs8, RSA",
    "rsa.crt, rsa.pkcs1, RSA",
    "ec.crt, ec.pkcs8, EC",
    "ec.crt, ec.sec1, EC",
    "ec.crt, ec-short.sec1, EC",
    "ec384.crt, ec384.sec1, EC",
    "chain.crt, ec.sec1, EC"
  })
  void givenAKeyAsAToolWritesIt_itIsRead(String certificate, String key, String algorithm)
      throws Exception {
    ServerCertificate read = files(certificate, key).read();

    assertThat(read.key().getAlgorithm()).isEqualTo(algorithm);
    assertThat(read.names()).contains("localhost");
  }

  @ParameterizedTest
  @CsvSource({
    "rsa.crt, new.encrypted, KEY, openssl pkey -in",
    "rsa.crt, old.encrypted, KEY, openssl pkey -in",
    "rsa.crt, ec.sec1, KEY, does not belong",
    "rsa.crt, small.pkcs8, KEY, 1024 bits",
    "rsa.crt, ed25519.pkcs8, KEY, cannot be read",
    "ec.crt, explicit.sec1, KEY, openssl pkcs8 -topk8",
    "rsa.crt, rsa.crt, KEY, what is in it is CERTIFICATE",
    "rsa.crt, no.pem, KEY, is no PEM file",
    "rsa.crt, missing, KEY, does not exist",
    "rsa.crt, '', KEY, is no regular file",
    "rsa.der, rsa.pkcs8, CERTIFICATE, openssl x509 -inform DER",
    "rsa.pkcs8, rsa.pkcs8, CERTIFICATE, what is in it is PRIVATE KEY",
    "cut.crt, ec.sec1, CERTIFICATE, cut off",
    "chain.crt, rsa.pkcs8, CERTIFICATE, Put it first"
  })
  void givenFilesThatCannotBeUsed_theSentenceSaysWhatToDo(
      String certificate, String key, CertificatePart part, String sentence) {
    assertThatThrownBy(() -> files(certificate, key).read())
        .isInstanceOfSatisfying(
            UnusableCertificate.class,
            refused -> {
              assertThat(refused.part()).isEqualTo(part);
              assertThat(refused.why()).contains(sentence).doesNotContain("secret-word");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-r-----"})
  void givenAKeyOfFew_itIsNotOpenToAll(String permissions) throws IOException {
    Path key = Files.writeString(folder.resolve("a.key"), "");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));

    assertThat(files("rsa.crt", "a.key").isKeyOpenToAll()).isFalse();
  }

  @Test
  void givenAKeyThatAllMayRead_itIsOpenToAll() throws IOException {
    Path key = Files.writeString(folder.resolve("a.key"), "");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(files("rsa.crt", "a.key").isKeyOpenToAll()).isTrue();
  }
}
