package io.belfry.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.belfry.server.BelfryServer;
import io.belfry.server.hook.BlockingHooks;
import io.belfry.server.hook.Hooks.Permission;
import io.belfry.server.hook.Hooks.SigningIn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.slf4j.LoggerFactory;

/** The extension, as JUnit runs it. */
class BelfryExtensionTest {
  private static final ConcurrentLinkedQueue<TestBelfry> SEEN = new ConcurrentLinkedQueue<>();

  @AfterEach
  void forget() {
    SEEN.clear();
  }

  private static Events run(Class<?>... classes) {
    EngineTestKit.Builder engine = EngineTestKit.engine("junit-jupiter");
    for (Class<?> one : classes) {
      engine.selectors(selectClass(one));
    }
    return engine
        .configurationParameter("junit.jupiter.conditions.deactivate", "*")
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter(
            "junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
        .execute()
        .allEvents();
  }

  private static List<TestBelfry> seen() {
    return new ArrayList<>(SEEN);
  }

  private static boolean isOpen(TestBelfry belfry) {
    try {
      return belfry.server().port() > 0;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @BelfryTest
  static class OneServer {
    @Test
    void first(TestBelfry belfry) {
      SEEN.add(belfry);
      belfry.signIn("ada");
      belfry.dropNode();
      belfry.refuseAuth();
    }

    @Test
    void second(TestBelfry belfry) {
      SEEN.add(belfry);
      belfry.awaitConnections(0);
      belfry.signIn("ada");
    }

    @BelfryTest(app = "user_authentication: {enabled: false}")
    @Test
    void ofItsOwn(TestBelfry belfry) {
      SEEN.add(belfry);
      assertThat(belfry.server().connections()).isZero();
    }

    @Nested
    class Within {
      @Test
      void itIsTheSame(TestBelfry belfry) {
        SEEN.add(belfry);
      }
    }
  }

  @Test
  void givenAClass_itsTestsShareAServerThatEndsWithThem() {
    run(OneServer.class).assertStatistics(all -> all.failed(0));
    assertThat(seen()).hasSize(4);
    assertThat(seen().stream().distinct()).hasSize(2);
    assertThat(seen()).noneMatch(BelfryExtensionTest::isOpen);
  }

  @BelfryTest
  static class Other {
    @Test
    void itHasAServer(TestBelfry belfry) {
      SEEN.add(belfry);
      belfry.signIn("ada");
      belfry.pusher().sendToUser("ada", "e", "{}");
      belfry.assertDelivered("e").to("ada");
    }
  }

  @BelfryTest
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class ByConstructor {
    private final TestBelfry belfry;

    ByConstructor(TestBelfry belfry) {
      this.belfry = belfry;
    }

    @Test
    void itIsTheSame(TestBelfry parameter) {
      assertThat(parameter).isSameAs(belfry);
      SEEN.add(belfry);
    }
  }

  @Test
  void givenSeveralClassesAtOnce_eachHasItsOwnServer() {
    run(Other.class, ByConstructor.class, OneServer.class).assertStatistics(all -> all.failed(0));
    assertThat(seen().stream().distinct()).hasSize(4);
    assertThat(seen()).noneMatch(BelfryExtensionTest::isOpen);
  }

  /** Lets nobody in. */
  static final class Strict implements ServerSetup {
    @Override
    public void prepare(BelfryServer.Builder server) {
      server.hooks(
          new BlockingHooks() {
            @Override
            public Permission signingIn(SigningIn facts) {
              return refuse("Nobody may");
            }
          });
    }
  }

  @BelfryTest(setup = Strict.class)
  static class WithHooks {
    @Test
    void itAsksThem(TestBelfry belfry) {
      belfry.signIn("ada");
    }
  }

  @Test
  void givenASetup_itPreparesTheServer() {
    run(WithHooks.class)
        .assertThatEvents()
        .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("Nobody may")))));
  }

  @BelfryTest
  static class Erring {
    private static void fail() {
      LoggerFactory.getLogger("io.belfry.server.Something").error("It is broken: {}", "really");
    }

    @Test
    void unwanted(TestBelfry belfry) {
      assertThat(belfry.port()).isPositive();
      fail();
    }

    @Test
    void wanted(TestBelfry belfry) {
      belfry.allowErrors();
      fail();
    }
  }

  @Test
  void givenAnErrorInTheLog_theTestFailsUnlessItWantsIt() {
    Events events = run(Erring.class);
    events
        .assertThatEvents()
        .haveExactly(
            1, event(finishedWithFailure(message(text -> text.contains("It is broken: really")))));
  }

  @BelfryTest(app = "limits: {max_fun: 1}")
  static class Wrong {
    @Test
    void itDoesNotStart(TestBelfry belfry) {
      SEEN.add(belfry);
    }
  }

  @Test
  void givenASettingThatIsWrong_theClassFailsWithItsSentence() {
    run(Wrong.class)
        .assertThatEvents()
        .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("max_fun")))));
    assertThat(seen()).isEmpty();
  }
}
