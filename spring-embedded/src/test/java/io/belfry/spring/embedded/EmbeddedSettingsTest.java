package io.belfry.spring.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks;
import io.belfry.spring.BelfryEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What properties a server inside starts with, and what is said of others. */
class EmbeddedSettingsTest {
  private static final String[] INSIDE = {
    "belfry.embedded.enabled=true", "belfry.embedded.port=0", "belfry.embedded.host=127.0.0.1"
  };

  private final ApplicationContextRunner application =
      new ApplicationContextRunner().withUserConfiguration(Plain.class).withPropertyValues(INSIDE);

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Plain {}

  @Configuration(proxyBeanMethods = false)
  static class Wrong {
    @Bean
    EmbeddedCustomizer wrong() {
      return (node, app) -> node.host("nowhere in particular");
    }
  }

  @Test
  @Tag("HTTP-241")
  void givenAnApplicationThatDoesNotAskForIt_thereIsNoServer() {
    application
        .withPropertyValues("belfry.embedded.enabled=false", "belfry.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(BelfryEndpoint.class));
  }

  @Test
  @Tag("HTTP-240")
  void givenAnAppOfTheProperties_itIsServed(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "the-secret-of-the-app\n");
    application
        .withPropertyValues("belfry.app-id=7", "belfry.key=shop", "belfry.secret-file=" + secret)
        .run(
            context -> {
              assertThat(context.getBean(BelfryEndpoint.class))
                  .hasToString(
                      "BelfryEndpoint["
                          + context.getBean(BelfryEndpoint.class).url()
                          + ", app 7, key shop]");
              assertThat(context.getBean(Pusher.class).queries().connections()).isZero();
            });
  }

  @Test
  @Tag("HTTP-241")
  void givenPropertiesThatCannotWork_theStartSaysAllThatIsWrong_andNoSecret() {
    application
        .withPropertyValues(
            "belfry.url=http://127.0.0.1:6001",
            "belfry.secret=s3cret-of-the-app",
            "belfry.secret-file=/nowhere/secret",
            "belfry.embedded.allowed-origins=not an origin")
        .run(
            context ->
                assertThat(words(context.getStartupFailure()))
                    .contains("belfry.url and belfry.embedded.enabled are both set")
                    .contains("belfry.secret and belfry.secret-file are both set")
                    .contains("/nowhere/secret cannot be read")
                    .contains("allowed_origins")
                    .contains("belfry.embedded.enabled=false leaves the server out")
                    .doesNotContain("s3cret"));
    application
        .withUserConfiguration(Wrong.class)
        .run(
            context ->
                assertThat(words(context.getStartupFailure())).contains("belfry.embedded: "));
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoMinds {
    @Bean
    Hooks one() {
      return new Hooks() {};
    }

    @Bean
    BlockingHooks other() {
      return new BlockingHooks() {};
    }
  }

  @Test
  @Tag("HTTP-241")
  void givenTwoBeansOfHooks_theStartSaysThatNobodyKnowsWhichCounts() {
    application
        .withUserConfiguration(TwoMinds.class)
        .run(
            context ->
                assertThat(words(context.getStartupFailure()))
                    .contains("2 beans are Hooks or BlockingHooks"));
  }

  @Test
  @Tag("HTTP-241")
  void givenAPortThatIsTaken_theStartSaysSo() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      application
          .withPropertyValues("belfry.embedded.port=" + other.getLocalPort())
          .run(
              context ->
                  assertThat(words(context.getStartupFailure()))
                      .contains("127.0.0.1:" + other.getLocalPort())
                      .contains("port 0 takes any"));
    }
  }

  @Test
  @Tag("HTTP-241")
  void givenAReactiveApplication_itIsRefusedInWords() {
    new ReactiveWebApplicationContextRunner()
        .withUserConfiguration(Plain.class)
        .withPropertyValues(INSIDE)
        .run(
            context ->
                assertThat(words(context.getStartupFailure()))
                    .contains("reactive application (WebFlux)")
                    .contains("belfry.url"));
  }

  private static String words(@Nullable Throwable failure) {
    assertThat(failure).isNotNull();
    FailureAnalysis analysis = new EmbeddedFailureAnalyzer().analyze(failure);
    assertThat(analysis).as(failure.toString()).isNotNull();
    return analysis.getDescription() + analysis.getAction();
  }
}
