package io.belfry.server.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.OpenSsl;
import io.belfry.server.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about {@code server.tls} before a server starts. */
@Tag("LIM-073")
class TlsSettingsTest {
  private static final String APPS =
      "apps: [{id: '1', keys: [{key: app-key, secret: a secret of app 1}]%s}]\n";

  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    String make =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost ";
    openssl.run(make + "-days 2 -keyout key.pem -out cert.pem");
    SelfSigned old = SelfSigned.since("-9d", folder);
    old.writeTo(folder.resolve("old.pem"));
    old.writeKeyTo(folder.resolve("old.key"));
    Files.setPosixFilePermissions(
        folder.resolve("old.key"), PosixFilePermissions.fromString("rw-------"));
    openssl.run(make + "-days 2 -keyout open.key -out open.pem");
    Files.setPosixFilePermissions(
        folder.resolve("open.key"), PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static ConfigResult read(String server, String ofApp) {
    String yaml = "server: {" + server.replace("DIR", folder.toString()) + "}\n";
    return ConfigReader.read(yaml + APPS.formatted(ofApp), Map.of(), Map.of());
  }

  private static List<String> problems(String server) {
    ConfigResult result = read(server, "");
    assertThat(result).isInstanceOf(ConfigResult.NotConfigured.class);
    return ((ConfigResult.NotConfigured) result)
        .problems().stream().map(problem -> problem.where() + ": " + problem.sentence()).toList();
  }

  private static List<String> notes(String server, String ofApp) {
    ConfigResult result = read(server, ofApp);
    assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
    return ((ConfigResult.Loaded) result).warnings();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls: {port: 7443} | server.tls.cert_file is missing",
        "tls: {port: 7443, cert_file: DIR/cert.pem} | server.tls.key_file is missing",
        "tls: {cert_file: DIR/cert.pem, key_file: DIR/key.pem} | server.tls.port is missing",
        "tls: {port: 7443, cert_file: DIR/none.pem, key_file: DIR/key.pem} | does not exist",
        "tls: {port: 7443, cert_file: DIR/cert.pem, key_file: DIR/old.key} | does not belong",
        "api_port: 7443, tls: {port: 7443, cert_file: DIR/cert.pem, key_file: DIR/key.pem} | are both 7443",
        "tls: {port: 7443, cert_file: DIR/cert.pem, key_file: DIR/key.pem, engine: x} | Expected one of auto"
      })
  void givenWhatCannotServe_itIsRefusedWithASentence(String server, String sentence) {
    assertThat(problems(server)).anySatisfy(line -> assertThat(line).contains(sentence));
  }

  @Test
  void givenBothOnOnePort_itIsThatOfTlsAlone() {
    assertThat(
            notes(
                "port: 7443, tls: {port: 7443, cert_file: DIR/cert.pem, key_file: DIR/key.pem}",
                ", require_tls: true"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"old, has expired on", "open, chmod 600"})
  void givenWhatServesBadly_itIsToldAndTaken(String name, String sentence) {
    assertThat(
            notes(
                "tls: {port: 7443, cert_file: DIR/%1$s.pem, key_file: DIR/%1$s.key}"
                    .formatted(name),
                ""))
        .singleElement()
        .asString()
        .contains(sentence);
  }

  @Test
  @Tag("LIM-067")
  void givenTheFiles_theyAreAmongThoseThatAreWatched() {
    ConfigResult result =
        read("tls: {port: 7443, cert_file: DIR/cert.pem, key_file: DIR/key.pem}", "");

    assertThat(result.files())
        .containsExactlyInAnyOrder(folder.resolve("cert.pem"), folder.resolve("key.pem"));
  }
}
