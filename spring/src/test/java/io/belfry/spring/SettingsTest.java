package io.belfry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What properties an application starts with, and what it has then. */
class SettingsTest {
  private static final String[] WHOLE = {
    "belfry.url=https://push.example.com", "belfry.app-id=1", "belfry.key=k"
  };

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  BelfryMapperAutoConfiguration.class,
                  BelfryAutoConfiguration.class,
                  BelfryUsersAutoConfiguration.class));

  private record Order(int id) {}

  @Test
  @Tag("HTTP-210")
  void givenNoProperties_theStartSaysAllThatIsMissing() {
    application.run(
        context -> {
          Throwable failure = context.getStartupFailure();
          assertThat(failure).isNotNull();
          FailureAnalysis analysis = new SettingsFailureAnalyzer().analyze(failure);
          assertThat(analysis).isNotNull();
          assertThat(analysis.getDescription())
              .contains("belfry.url is missing")
              .contains("belfry.app-id is missing")
              .contains("belfry.key is missing")
              .contains("belfry.secret and belfry.secret-file are both missing");
        });
  }

  @Test
  @Tag("HTTP-210")
  void givenPropertiesThatCannotWork_theStartSaysWhich_andNoSecret() {
    refused("belfry.secret= a-secret-with-blanks\n", "white space", "a-secret-with-blanks");
    refused("belfry.secret=${NOBODY:<secret>}", "placeholder", "<secret>");
    application
        .withPropertyValues(WHOLE)
        .withPropertyValues("belfry.secret=s3cret", "belfry.url=ws://push.example.com")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("is that of clients")
                    .hasMessageNotContaining("s3cret"));
  }

  private void refused(String property, String words, String secret) {
    application
        .withInitializer(
            context ->
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addFirst(
                        new org.springframework.core.env.MapPropertySource(
                            "given",
                            Map.of(
                                property.substring(0, property.indexOf('=')),
                                property.substring(property.indexOf('=') + 1)))))
        .withPropertyValues(WHOLE)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining(words)
                    .hasMessageNotContaining(secret));
  }

  @Test
  @Tag("HTTP-210")
  void givenASecretFileThatEndsWithALine_itIsTaken(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "s3cret\n");
    application
        .withPropertyValues(WHOLE)
        .withPropertyValues("belfry.secret-file=" + file)
        .run(context -> assertThat(context).hasSingleBean(Pusher.class));
  }

  @Test
  @Tag("HTTP-232")
  void givenAuthorizersThatCannotDecide_theStartSaysWhich() {
    refusedAuthorizers("private-{a", "has a { without its }");
    refusedAuthorizers("private-shop", "Two ChannelAuthorizer beans have the pattern");
  }

  private void refusedAuthorizers(String pattern, String words) {
    application
        .withPropertyValues(WHOLE)
        .withPropertyValues("belfry.secret=s3cret")
        .withBean("one", ChannelAuthorizer.class, () -> allowing(pattern))
        .withBean("two", ChannelAuthorizer.class, () -> allowing("private-shop"))
        .run(
            context -> {
              Throwable failure = context.getStartupFailure();
              assertThat(failure).isNotNull();
              FailureAnalysis analysis = new SettingsFailureAnalyzer().analyze(failure);
              assertThat(analysis).isNotNull();
              assertThat(analysis.getDescription()).contains(words);
              assertThat(analysis.getAction()).contains("ChannelAuthorizer");
            });
  }

  private static ChannelAuthorizer allowing(String pattern) {
    return ChannelAuthorizer.of(pattern, (who, channel) -> true);
  }

  @Test
  @Tag("HTTP-211")
  void givenTheMapperOfTheApplication_objectsBecomeJsonByIt() {
    application
        .withPropertyValues(WHOLE)
        .withPropertyValues("belfry.secret=s3cret")
        .withBean(JsonMapper.class, JsonMapper::new)
        .run(
            context ->
                assertThat(context.getBean(Pusher.class).payload(new Order(7)))
                    .isEqualTo("{\"id\":7}"));
  }

  @Test
  @Tag("HTTP-211")
  void givenAPusherOfTheApplication_itIsTheOne() {
    application
        .withUserConfiguration(OwnPusher.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(Pusher.class);
              assertThat(context).doesNotHaveBean(RestOptions.class);
            });
    application
        .withPropertyValues("belfry.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Pusher.class));
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnPusher {
    @Bean
    Pusher own() {
      return new Pusher(RestOptions.of("http://127.0.0.1:1", "1", "k", "s3cret"));
    }
  }

  @Test
  @Tag("HTTP-226")
  void givenANativeImage_whatSpringDoesNotSeeIsKept() {
    RuntimeHints hints = new RuntimeHints();

    new BelfryHints().registerHints(hints, getClass().getClassLoader());

    assertThat(RuntimeHintsPredicates.resource().forResource("io/belfry/spring/belfry.js"))
        .accepts(hints);
    assertThat(getClass().getResource("/io/belfry/spring/belfry.js")).isNotNull();
  }
}
