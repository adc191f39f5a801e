package io.belfry.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.server.app.App;
import io.belfry.server.app.App.Builder;
import io.belfry.server.app.AppSource;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every {@link AppSource} has to keep. The test of an implementation extends it, and says how
 * a source of given apps is made and how what stands behind it is changed.
 *
 * <p>Thread: that of the test.
 */
public abstract class AppSourceContract {
  private static final int CHANGES = 50;

  /** For implementations. */
  protected AppSourceContract() {}

  /** A source that is not started yet, of these apps alone. */
  protected abstract AppSource sourceOf(List<App> apps);

  /**
   * Lets others take the place of the apps that the source is made of, as happens in a database;
   * the source may find out later.
   */
  protected abstract void change(AppSource source, List<App> apps);

  /** An app with these keys, each of which is active. */
  protected static App app(String id, String... keys) {
    Builder app = App.builder(id);
    List.of(keys).forEach(key -> app.key(key, "a secret of " + key));
    return app.build();
  }

  @Test
  void givenASourceThatHasStarted_itFindsItsAppsByIdAndByEachActiveKey() throws IOException {
    App first = app("1", "key-1", "key-2");
    App second = app("2", "key-3");
    try (AppSource source = started(List.of(first, second))) {
      assertThat(source.byId("1")).map(App::id).contains("1");
      assertThat(source.byKey("key-1")).map(App::id).contains("1");
      assertThat(source.byKey("key-2")).map(App::id).contains("1");
      assertThat(source.byKey("key-3")).map(App::id).contains("2");
      assertThat(source.all()).map(App::id).containsExactlyInAnyOrder("1", "2");
    }
  }

  @Test
  void givenAnIdOrAKeyThatNobodyHas_itFindsNothing() throws IOException {
    try (AppSource source = started(List.of(app("1", "key-1")))) {
      assertThat(source.byId("key-1")).isEmpty();
      assertThat(source.byId("")).isEmpty();
      assertThat(source.byKey("1")).isEmpty();
      assertThat(source.byKey("KEY-1")).isEmpty();
    }
  }

  @Test
  void givenAKeyThatIsSwitchedOff_itFindsTheAppByItsOthersAlone() throws IOException {
    App changed =
        App.builder("1").key("key-1", "a secret").inactiveKey("key-2", "another secret").build();
    try (AppSource source = started(List.of(changed))) {
      assertThat(source.byKey("key-1")).map(App::id).contains("1");
      assertThat(source.byKey("key-2")).isEmpty();
      assertThat(source.byId("1").orElseThrow().hasKey("key-2")).isTrue();
    }
  }

  @Test
  void givenAnAppThatIsSwitchedOff_itIsFound() throws IOException {
    App off = App.builder("1").key("key-1", "a secret").disabled().build();
    try (AppSource source = started(List.of(off))) {
      assertThat(source.byKey("key-1")).map(App::isEnabled).contains(false);
      assertThat(source.byId("1")).map(App::isEnabled).contains(false);
      assertThat(source.all()).hasSize(1);
    }
  }

  @Test
  void givenNoApp_itStartsAndFindsNothing() throws IOException {
    try (AppSource source = started(List.of())) {
      assertThat(source.all()).isEmpty();
      assertThat(source.byKey("key-1")).isEmpty();
    }
  }

  @Test
  void givenAChange_theListenerHearsOfItWhenTheNewAppsAreFound() throws IOException {
    CompletableFuture<List<String>> heard = new CompletableFuture<>();
    try (AppSource source = sourceOf(List.of(app("1", "key-1"), app("2", "key-2")))) {
      source.start(
          () ->
              heard.complete(
                  List.of(
                      "1: " + source.byId("1").isPresent(),
                      "key-1: " + source.byKey("key-1").isPresent(),
                      "key-3: " + source.byKey("key-3").map(App::id).orElse("none"))));
      change(source, List.of(app("2", "key-2", "key-3")));

      assertThat(Answered.with(heard)).containsExactly("1: false", "key-1: false", "key-3: 2");
      assertThat(source.all()).map(App::id).containsExactly("2");
    }
  }

  @Test
  void givenAKeyThatGoesFromAppToApp_someoneHasItAllTheWhile()
      throws IOException, InterruptedException, ExecutionException {
    AtomicInteger changes = new AtomicInteger();
    AtomicBoolean isOver = new AtomicBoolean();
    try (AppSource source = sourceOf(List.of(app("1", "key-1")))) {
      source.start(changes::incrementAndGet);
      CompletableFuture<Boolean> isAlwaysFound =
          CompletableFuture.supplyAsync(
              () -> {
                boolean isFound = true;
                while (isFound && !isOver.get()) {
                  isFound = source.byKey("key-1").filter(app -> app.hasKey("key-1")).isPresent();
                }
                return isFound;
              });
      for (int i = 0; i < CHANGES; i++) {
        change(source, List.of(app(i % 2 == 0 ? "2" : "1", "key-1")));
      }
      isOver.set(true);

      assertThat(isAlwaysFound.get()).isTrue();
    }
  }

  @Test
  void givenASourceThatIsClosed_itAnswersFromItsLastAppsAndTellsNothingMore() throws IOException {
    AtomicInteger changes = new AtomicInteger();
    AppSource source = sourceOf(List.of(app("1", "key-1")));
    source.start(changes::incrementAndGet);
    source.close();
    source.close();

    assertThat(source.byKey("key-1")).map(App::id).contains("1");
    change(source, List.of(app("2", "key-2")));
    assertThat(changes).hasValue(0);
  }

  private AppSource started(List<App> apps) throws IOException {
    AppSource source = sourceOf(apps);
    source.start(() -> {});
    return source;
  }
}
