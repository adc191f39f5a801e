package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.Pusher;
import io.belfry.client.flow.EventPublisher;
import io.belfry.client.kotlin.Overflow;
import io.belfry.client.okhttp.OkHttpTransport;
import io.belfry.protocol.SocketId;
import io.belfry.rest.BelfryRest;
import io.belfry.server.BelfryServer;
import io.belfry.spring.BelfryEvent;
import io.belfry.spring.embedded.EmbeddedCustomizer;
import io.belfry.spring.test.AutoConfigureBelfry;
import io.belfry.testkit.RecordingClient;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the modules export against the files in which a review sees that it changes. */
class ApiDumpTest {
  static Stream<Arguments> modules() {
    return Stream.of(
        Arguments.of("protocol", SocketId.class),
        Arguments.of("client", Pusher.class),
        Arguments.of("client-okhttp", OkHttpTransport.class),
        Arguments.of("client-flow", EventPublisher.class),
        Arguments.of("client-kotlin", Overflow.class),
        Arguments.of("rest", BelfryRest.class),
        Arguments.of("spring", BelfryEvent.class),
        Arguments.of("spring-embedded", EmbeddedCustomizer.class),
        Arguments.of("spring-test", AutoConfigureBelfry.class),
        Arguments.of("server", BelfryServer.class),
        Arguments.of("testkit", RecordingClient.class),
        Arguments.of("junit", io.belfry.junit.TestBelfry.class));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void givenAModule_whatItExportsIsWhatItsFileSays(String module, Class<?> one) {
    Path file = Pages.ROOT.resolve("docs/api").resolve(module + ".txt");
    String dump = ApiDump.of(one);
    if (Pages.IS_WRITING) {
      Pages.write(file, dump);
    }
    assertThat(file).as("%s; %s", file, Pages.HOW_TO_WRITE).exists().content().isEqualTo(dump);
  }
}
