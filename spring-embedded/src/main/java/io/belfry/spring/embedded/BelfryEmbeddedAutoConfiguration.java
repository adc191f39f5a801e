package io.belfry.spring.embedded;

import io.belfry.server.BelfryServer;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks;
import io.belfry.server.hook.ServerListener;
import io.belfry.spring.BelfryEndpoint;
import io.belfry.spring.BelfryProperties;
import io.belfry.spring.ChannelAuthorizers;
import io.belfry.spring.UserDataProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.MapPropertySource;

/**
 * The server inside, and where it is.
 *
 * <p>Thread: confined to the start.
 *
 * @see "rules HTTP-240 to HTTP-242"
 */
@AutoConfiguration(
    after = BelfryEmbeddedSessionsAutoConfiguration.class,
    beforeName = "io.belfry.spring.BelfryAutoConfiguration")
@ConditionalOnProperty(name = "belfry.enabled", matchIfMissing = true)
@ConditionalOnProperty("belfry.embedded.enabled")
@EnableConfigurationProperties({BelfryProperties.class, EmbeddedProperties.class})
class BelfryEmbeddedAutoConfiguration {
  private static final Duration HOOK_TIME = Duration.ofSeconds(5);
  private static final String PORT = "local.belfry.port";
  private static final String REACTIVE =
      "belfry.embedded.enabled is set in a reactive application (WebFlux), whose sessions the"
          + " embedded server cannot find. Expected one on the servlet stack (Spring MVC). Run the"
          + " server on its own and set belfry.url.";

  BelfryEmbeddedAutoConfiguration() {}

  @Bean
  EmbeddedApp belfryEmbeddedApp(BelfryProperties properties) {
    return EmbeddedApp.of(properties);
  }

  @Bean
  EmbeddedHooks belfryEmbeddedHooks(ConfigurableApplicationContext context) {
    return new EmbeddedHooks(() -> new EmbeddedHooks.Asked(ofSessions(context), others(context)));
  }

  private static Hooks ofSessions(ConfigurableApplicationContext context) {
    SessionFinder sessions = context.getBeanProvider(SessionFinder.class).getIfUnique();
    return sessions == null
        ? Hooks.NONE
        : turned(
            new SessionHooks(
                sessions,
                context.getBean(UserDataProvider.class),
                context.getBean(ChannelAuthorizers.class)));
  }

  private static Hooks others(ConfigurableApplicationContext context) {
    List<Hooks> all = new ArrayList<>();
    context.getBeanProvider(Hooks.class).stream()
        .filter(each -> !(each instanceof EmbeddedHooks))
        .forEach(all::add);
    context.getBeanProvider(BlockingHooks.class).stream().forEach(each -> all.add(turned(each)));
    if (all.size() > 1) {
      throw new EmbeddedException(
          List.of(
              all.size()
                  + " beans are Hooks or BlockingHooks. Expected at most one: let it ask the others."));
    }
    return all.isEmpty() ? Hooks.NONE : all.get(0);
  }

  private static Hooks turned(BlockingHooks hooks) {
    return BlockingHooks.asHooks(hooks, BlockingHooks.Turns.within(HOOK_TIME));
  }

  @Bean(destroyMethod = "close")
  EmbeddedServer belfryEmbeddedServer(
      EmbeddedProperties properties,
      EmbeddedApp app,
      EmbeddedHooks hooks,
      ConfigurableApplicationContext context) {
    if (context instanceof ReactiveWebApplicationContext) {
      throw new EmbeddedException(List.of(REACTIVE));
    }
    List<EmbeddedCustomizer> customizers =
        context.getBeanProvider(EmbeddedCustomizer.class).orderedStream().toList();
    BelfryServer.Builder parts =
        BelfryServer.builder().config(EmbeddedConfig.of(properties, app, customizers));
    context.getBeanProvider(MeterRegistry.class).ifUnique(parts::meters);
    listeners(context, parts);
    EmbeddedServer server = new EmbeddedServer(parts, hooks, properties);
    new Breakdown(context).watch(server.broken());
    return server;
  }

  // They are made when the first is told something: they may need those that publish.
  private static void listeners(
      ConfigurableApplicationContext context, BelfryServer.Builder parts) {
    for (String name : context.getBeanNamesForType(ServerListener.class, true, false)) {
      parts.listener(
          (appId, event, at) ->
              context.getBean(name, ServerListener.class).happened(appId, event, at));
    }
  }

  @Bean
  BelfryEndpoint belfryEndpoint(
      EmbeddedServer server, EmbeddedApp app, ConfigurableApplicationContext context) {
    context
        .getEnvironment()
        .getPropertySources()
        .addLast(new MapPropertySource("belfry.embedded", Map.of(PORT, server.port())));
    return BelfryEndpoint.of(server.uri(), app.id(), app.key(), app.secret());
  }
}
