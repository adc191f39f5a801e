package io.belfry.cluster.redis.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.cluster.redis.EngineCertificate;
import io.belfry.cluster.redis.EngineProcess;
import io.belfry.cluster.redis.lettuce.EngineSettings.Encryption;
import io.belfry.cluster.redis.lettuce.EngineSettings.Password;
import io.belfry.cluster.redis.wire.Layout;
import io.belfry.cluster.redis.wire.Operation;
import io.belfry.server.config.EngineAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is spoken to over TLS. */
class EngineTlsTest {
  private static Places places(EngineSettings settings) {
    return new Places(settings, new Layout("test", 16));
  }

  @Test
  void givenAnEngineThatSpeaksTls_itIsTrustedByTheCertificateOfItsFile(@TempDir Path folder)
      throws Exception {
    EngineCertificate certificate = EngineCertificate.in(folder);
    try (EngineProcess process = EngineProcess.startWithTls(certificate);
        Places places = places(tls(process, Optional.of(certificate.file())));
        EngineScene node = new EngineScene(places, 3, 10).linked()) {
      node.step(new Operation.Order(new byte[] {1}));

      assertThat(node.told()).hasSize(1);
    }
  }

  @Test
  void givenACertificateOfSomebodyElse_openingFails(@TempDir Path folder) throws Exception {
    EngineCertificate certificate = EngineCertificate.in(folder);
    try (EngineProcess process = EngineProcess.startWithTls(certificate);
        Places places = places(tls(process, Optional.empty()));
        EngineScene node = new EngineScene(places, 3, 10)) {
      assertThatThrownBy(node::open).hasStackTraceContaining("PKIX");
    }
  }

  private static EngineSettings tls(EngineProcess process, Optional<Path> caFile) {
    return new EngineSettings(
        EngineAddress.of(process.url().replace("redis://", "rediss://")),
        "",
        Password.NONE,
        Encryption.NONE,
        caFile);
  }
}
