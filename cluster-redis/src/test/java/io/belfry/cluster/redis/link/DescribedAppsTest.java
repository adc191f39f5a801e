package io.belfry.cluster.redis.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cluster.redis.wire.Operation;
import io.belfry.cluster.redis.wire.Operation.AppFacts;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the engine knows of how apps are set. */
class DescribedAppsTest extends LinkScene {
  private static final AppFacts OTHER =
      new AppFacts(AppFacts.Hooks.SOME, Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO);

  @Test
  @Tag("CLU-050")
  void givenAnAppThatIsSetOtherwise_theEngineKnowsItAtOnce() {
    link();
    enter(NEWS);
    answer(0, 0);
    apps.facts = OTHER;
    truth.appsChanged();
    clock.settle();
    assertThat(operations(1)).containsExactly(new Operation.Describe(APP, OTHER));
    answer(1, 0);
    truth.appsChanged();
    clock.settle();

    assertThat(engine.steps).hasSize(2);
  }

  @Test
  @Tag("CLU-050")
  void givenAnAppThatIsSetOtherwiseWhileTheLinkIsAway_theEngineKnowsItWhenItIsBack() {
    link();
    enter(NEWS);
    answer(0, 0);
    lose();
    apps.facts = OTHER;
    truth.appsChanged();
    comeBack();
    welcome(1, 0);

    assertThat(operations(1)).containsExactly(new Operation.Describe(APP, OTHER));
  }
}
