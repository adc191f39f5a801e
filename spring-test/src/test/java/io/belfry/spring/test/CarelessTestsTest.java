package io.belfry.spring.test;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.belfry.junit.TestBelfry;
import io.belfry.server.BelfryServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Tests that leave something behind, or ask for what cannot be. */
class CarelessTestsTest {
  @BelfryTest(classes = ShopApplication.class, webEnvironment = WebEnvironment.NONE)
  static class Careless {
    @Autowired private TestBelfry belfry;

    @Test
    void dropsTheNode() {
      belfry.signIn("ada");
      belfry.dropNode();
    }

    @Test
    void dropsItToo() {
      belfry.signIn("ada");
      belfry.dropNode();
    }

    @Test
    void letsTheServerComplain() {
      LoggerFactory.getLogger(BelfryServer.class).error("something is wrong");
    }
  }

  @BelfryTest(
      classes = ShopApplication.class,
      webEnvironment = WebEnvironment.NONE,
      app = "require_tls: true")
  static class Impossible {
    @Test
    void doesNotStart() {}
  }

  @Test
  @Tag("HTTP-248")
  void givenTestsThatLeaveADroppedServer_theNextHasItAgain_andAnErrorOfTheServerFailsOne() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Careless.class))
        .execute()
        .testEvents()
        .assertStatistics(events -> events.succeeded(2).failed(1));
  }

  @Test
  @Tag("HTTP-248")
  void givenSettingsThatCannotBe_theTestFailsInWords() {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Impossible.class))
        .execute()
        .testEvents()
        .assertThatEvents()
        .haveExactly(1, finishedWithFailure(message(text -> text.contains("require_tls"))));
  }
}
