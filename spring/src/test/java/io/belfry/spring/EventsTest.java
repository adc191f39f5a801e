package io.belfry.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Events that the application publishes, as a subscriber of a real server sees them. */
class EventsTest {
  private TestBelfry belfry;
  private TestBelfry.Connection reader;
  private ConfigurableApplicationContext application;

  @BeforeEach
  void start() throws IOException {
    belfry = TestBelfry.start();
    reader = belfry.connect();
    reader.ask("pusher:subscribe", "{\"channel\":\"news\"}");
    application =
        new SpringApplicationBuilder(Shop.class)
            .web(WebApplicationType.NONE)
            .properties(belfry.properties("spring.main.banner-mode=off"))
            .run();
  }

  @AfterEach
  void stop() {
    application.close();
    reader.close();
    belfry.close();
  }

  @Test
  @Tag("HTTP-220")
  @Tag("HTTP-222")
  void givenATransaction_eventsComeAfterTheCommitInOrder_andNotAfterARollback() {
    TransactionTemplate transaction =
        new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
    transaction.executeWithoutResult(
        status -> {
          publish("rolled-back", 0);
          status.setRollbackOnly();
        });

    transaction.executeWithoutResult(
        status -> {
          publish("inside", 1);
          publish("inside", 2);
          application.getBean(Shop.class).beforeCommit();
        });
    publish("outside", 3);

    assertThat(reader.client().next()).contains("before-commit");
    assertThat(reader.client().next()).contains("inside").contains("{\\\"id\\\":1}");
    assertThat(reader.client().next()).contains("inside").contains("{\\\"id\\\":2}");
    assertThat(reader.client().next()).contains("outside").contains("{\\\"id\\\":3}");
  }

  @Test
  @Tag("HTTP-221")
  void givenAMalformedEvent_itIsRefusedWhereItIsMade() {
    assertThatIllegalArgumentException().isThrownBy(() -> BelfryEvent.toUser("", "name", "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BelfryEvent.toChannel("no channel", "name", "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BelfryEvent.toChannel("news", "pusher:name", "x"));
  }

  @Test
  @Tag("HTTP-222")
  void givenAServerThatIsAway_thePublisherGoesOn_andTheLossIsCounted() {
    OutgoingCalls calls = application.getBean(OutgoingCalls.class);
    belfry.close();

    publish("lost", 4);
    calls.close();

    assertThat(calls.lost()).isEqualTo(1);
  }

  @Test
  @Tag("HTTP-222")
  void givenACallThatFailsInAnyWay_itIsCounted_andTheNextIsMade() {
    OutgoingCalls calls = application.getBean(OutgoingCalls.class);

    calls.add(
        "a call",
        to -> {
          throw new NoClassDefFoundError("io/belfry/Away");
        });
    publish("after", 5);

    assertThat(reader.client().next()).contains("after");
    assertThat(calls.lost()).isEqualTo(1);
  }

  @Test
  @Tag("HTTP-222")
  void givenAPayloadThatIsNoJson_theLossAfterTheCommitIsCounted() {
    OutgoingCalls calls = application.getBean(OutgoingCalls.class);

    new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
        .executeWithoutResult(
            status ->
                application.publishEvent(
                    BelfryEvent.toChannel("news", "broken", new SelfContained())));

    assertThat(calls.lost()).isEqualTo(1);
  }

  /** What no mapper can write. */
  static final class SelfContained {
    public SelfContained getMe() {
      return this;
    }
  }

  private void publish(String name, int id) {
    application.publishEvent(BelfryEvent.toChannel("news", name, Map.of("id", id)));
  }

  /** An application with transactions, and nothing that they are about. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  @EnableTransactionManagement
  static class Shop {
    private final io.belfry.rest.Pusher pusher;

    Shop(io.belfry.rest.Pusher pusher) {
      this.pusher = pusher;
    }

    void beforeCommit() {
      pusher.trigger("news", "before-commit", "{}");
    }

    @Bean
    static PlatformTransactionManager transactions() {
      return new NothingToCommit();
    }
  }

  private static final class NothingToCommit extends AbstractPlatformTransactionManager {
    private static final long serialVersionUID = 1L;

    @Override
    protected Object doGetTransaction() {
      return new Object();
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {}

    @Override
    protected void doCommit(DefaultTransactionStatus status) {}

    @Override
    protected void doRollback(DefaultTransactionStatus status) {}
  }
}
