package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.app.AppSource;
import io.belfry.server.config.AppDefinitions;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcAppsFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long READING_PAUSE_MILLIS = 100;

  @TempDir private Path folder;
  private final BlockingQueue<Long> naps = new LinkedBlockingQueue<>();
  private SqliteApps file;
  private AppRows rows;

  @BeforeEach
  void write() {
    file = new SqliteApps(folder.resolve("apps.db"), folder);
    rows = new AppRows(file);
    rows.put(Map.of("1", AppRows.definition("1", "key-1")));
  }

  /** A source that does not wait, and notes for how long it would have. */
  private JdbcApps source(AppsDatabase database) {
    AppDefinitions definitions = AppDefinitions.of(ServerConfig.builder().build());
    return new JdbcApps(
        database, definitions, new JdbcApps.Pace(Duration.ofHours(1), PATIENCE, naps::add));
  }

  /** Awaits nothing: the first waits go as the test has it, the rest end with the source. */
  private abstract class Waits extends OtherDatabase {
    private final AtomicInteger waits = new AtomicInteger();
    private final int bad;
    final CountDownLatch past = new CountDownLatch(1);

    Waits(int bad) {
      super(file);
      this.bad = bad;
    }

    abstract void meet(Duration most) throws SQLException;

    @Override
    public boolean await(Connection connection, Duration most)
        throws SQLException, InterruptedException {
      if (waits.incrementAndGet() <= bad) {
        meet(most);
        return true;
      }
      past.countDown();
      new CountDownLatch(1).await();
      return true;
    }

    void awaitPast() throws InterruptedException {
      assertThat(past.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  @Tag("THR-61")
  void givenAnErrorAtTheStart_itDoesNotStartAndSaysWhy() throws IOException {
    AppsDatabase broken =
        new OtherDatabase(file) {
          @Override
          public Connection connect() {
            throw new NoClassDefFoundError("org/sqlite/Missing");
          }
        };
    try (AppSource source = source(broken)) {
      assertThatThrownBy(() -> source.start(() -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("org/sqlite/Missing");
    }
  }

  @Test
  @Tag("THR-61")
  void givenAnErrorLater_appsAreLookedAfterAllTheSame() throws IOException, InterruptedException {
    Waits database =
        new Waits(1) {
          @Override
          void meet(Duration most) {
            rows.put(Map.of("2", AppRows.definition("2", "key-2")));
            throw new OutOfMemoryError("of a test");
          }
        };
    try (AppSource source = source(database)) {
      source.start(() -> {});
      database.awaitPast();

      assertThat(source.byKey("key-2")).isPresent();
      assertThat(source.isComplete()).isTrue();
    }
  }

  @Test
  @Tag("THR-61")
  void givenSeveralOutages_eachBeginsWithTheFirstPause() throws IOException, InterruptedException {
    Waits database =
        new Waits(8) {
          @Override
          void meet(Duration most) throws SQLException {
            throw new SQLException("gone");
          }
        };
    try (AppSource source = source(database)) {
      source.start(() -> {});
      database.awaitPast();

      assertThat(naps).hasSize(8).allMatch(millis -> millis <= FIRST_PAUSE_MILLIS);
    }
  }

  @Test
  @Tag("LIM-042")
  void givenAListenerThatFails_itHearsOfTheChangeAgain() throws IOException, InterruptedException {
    Waits database =
        new Waits(1) {
          @Override
          void meet(Duration most) {
            rows.put(Map.of("2", AppRows.definition("2", "key-2")));
          }
        };
    AtomicInteger heard = new AtomicInteger();
    try (AppSource source = source(database)) {
      source.start(
          () -> {
            if (heard.incrementAndGet() == 1) {
              throw new IllegalStateException("not now");
            }
          });
      database.awaitPast();

      assertThat(heard).hasValue(2);
      assertThat(source.isComplete()).isTrue();
    }
  }

  @Test
  @Tag("LIM-016")
  void givenChangesWithoutAPause_thereIsOneBetweenTwoReadings()
      throws IOException, InterruptedException {
    AtomicInteger written = new AtomicInteger();
    Waits database =
        new Waits(5) {
          @Override
          void meet(Duration most) {
            rows.put(Map.of("2", AppRows.definition("2", "key-" + written.incrementAndGet())));
          }
        };
    try (AppSource source = source(database)) {
      source.start(() -> {});
      database.awaitPast();

      assertThat(naps).hasSize(5).containsOnly(READING_PAUSE_MILLIS);
      assertThat(source.byKey("key-5")).isPresent();
    }
  }

  @Test
  @Tag("THR-61")
  void givenALongTimeBetweenLooks_aConnectionThatIsHalfOpenIsFoundAllTheSame()
      throws IOException, InterruptedException {
    BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();
    Waits database =
        new Waits(1) {
          @Override
          void meet(Duration most) {
            waits.add(most);
          }
        };
    try (AppSource source = source(database)) {
      source.start(() -> {});
      database.awaitPast();

      assertThat(waits.poll()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(30));
    }
  }
}
