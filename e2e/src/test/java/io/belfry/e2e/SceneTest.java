package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A page's own errors do not go unnoticed. */
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class SceneTest {
  private final Chromium chromium;

  SceneTest(Chromium chromium) {
    this.chromium = chromium;
  }

  @Test
  void givenAPageThatDoesNotCatchAnError_closingTheSceneFails() {
    Scene scene = new Scene(chromium, Belfry.start());
    scene
        .tab("alice")
        .evaluate(
            "new Promise((done) => setTimeout(() => { setTimeout(done); throw Error('broken'); }))");

    assertThatThrownBy(scene::close).hasMessageContaining("broken");
  }

  @Test
  void givenAPageThatWritesAnError_closingTheSceneFails() {
    Scene scene = new Scene(chromium, Belfry.start());
    scene.tab("alice").evaluate("console.error('worried')");

    assertThatThrownBy(scene::close).hasMessageContaining("worried");
  }

  @Test
  void givenAPageThatWasGivenBack_theNextTabKnowsNothingOfIt() {
    try (Scene before = new Scene(chromium, Belfry.start())) {
      before.tab("alice").evaluate("localStorage.setItem('kept', 'yes')");
    }
    try (Scene scene = new Scene(chromium, Belfry.start())) {
      Tab tab = scene.tab("bob");

      assertThat(tab.evaluate("localStorage.length")).isEqualTo(0);
      assertThat(tab.evaluate("document.cookie")).isEqualTo("session=bob");
      assertThat(tab.seen("")).isEmpty();
    }
  }
}
