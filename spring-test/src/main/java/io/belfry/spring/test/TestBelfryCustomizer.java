package io.belfry.spring.test;

import io.belfry.junit.ServerSetup;
import io.belfry.junit.TestBelfry;
import io.belfry.spring.BelfryEndpoint;
import java.util.List;
import java.util.Map;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Puts a server into a context, and leads the application there. Contexts with equal customizers
 * are one, as Spring keeps them.
 *
 * <p>Thread: immutable.
 *
 * @param app settings of the app, a line each
 * @param setups what prepares the server further
 * @see "rule HTTP-248"
 */
record TestBelfryCustomizer(List<String> app, List<Class<? extends ServerSetup>> setups)
    implements ContextCustomizer {
  private static final String SERVER = "testBelfry";
  private static final Map<String, Object> FIXED =
      Map.of("belfry.enabled", "true", "belfry.embedded.enabled", "false");

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("belfry.test", FIXED));
    BeanDefinitionRegistry beans = (BeanDefinitionRegistry) context.getBeanFactory();
    RootBeanDefinition server = new RootBeanDefinition(TestBelfry.class, this::start);
    server.setDestroyMethodName("close");
    beans.registerBeanDefinition(SERVER, server);
    beans.registerBeanDefinition(
        "testBelfryEndpoint",
        new RootBeanDefinition(BelfryEndpoint.class, () -> endpoint(server(context))));
    beans.registerBeanDefinition(
        "testBelfryProperties",
        new RootBeanDefinition(DynamicPropertyRegistrar.class, () -> properties(context)));
  }

  private TestBelfry start() {
    List<? extends ServerSetup> made = setups.stream().map(BeanUtils::instantiateClass).toList();
    return TestBelfry.start(
        parts -> made.forEach(each -> each.prepare(parts)), app.toArray(new String[0]));
  }

  private static TestBelfry server(ConfigurableApplicationContext context) {
    return context.getBean(SERVER, TestBelfry.class);
  }

  private static BelfryEndpoint endpoint(TestBelfry server) {
    return BelfryEndpoint.of(server.uri(), server.appId(), server.appKey(), server.secret());
  }

  // For what reads the properties itself, such as a page's template.
  private static DynamicPropertyRegistrar properties(ConfigurableApplicationContext context) {
    return properties -> {
      properties.add("belfry.url", () -> server(context).uri());
      properties.add("belfry.app-id", () -> server(context).appId());
      properties.add("belfry.key", () -> server(context).appKey());
      properties.add("belfry.secret", () -> server(context).secret());
      properties.add("local.belfry.port", () -> server(context).port());
    };
  }
}
