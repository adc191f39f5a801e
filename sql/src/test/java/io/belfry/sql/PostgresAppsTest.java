package io.belfry.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.server.BelfryServer;
import io.belfry.server.app.AppSource;
import io.belfry.server.config.AppDefinitions;
import io.belfry.server.config.ServerConfig;
import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sdk")
class PostgresAppsTest extends JdbcAppsContract {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static PostgresServer postgres;

  private String schema = "";
  private PostgresApps database;

  @BeforeAll
  static void startDatabase() throws IOException, InterruptedException {
    postgres = PostgresServer.start();
  }

  @AfterAll
  static void stopDatabase() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void makeSchema() throws SQLException {
    schema = "s" + SCHEMAS.incrementAndGet();
    database = postgres.schema(schema);
  }

  @Override
  AppsDatabase database() {
    return database;
  }

  // So seldom that only a notification tells within the time of a test.
  @Override
  Duration poll() {
    return Duration.ofHours(1);
  }

  @Test
  @Tag("LIM-016")
  @Tag("LIM-042")
  void givenADatabaseThatTellsNobody_itIsAsked()
      throws IOException, SQLException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    postgres.sql("ALTER TABLE " + schema + ".belfry_apps DISABLE TRIGGER USER");
    JdbcApps.Pace pace = new JdbcApps.Pace(Duration.ofMillis(50), PATIENCE);
    AppDefinitions definitions = AppDefinitions.of(ServerConfig.builder().build());
    try (AppSource source = new JdbcApps(database, definitions, pace)) {
      start(source);
      rows().put(Map.of("2", AppRows.definition("2", "key-2")));
      postgres.sql("UPDATE " + schema + ".belfry_apps SET revision = 7 WHERE id = '2'");
      postgres.sql("UPDATE " + schema + ".belfry_apps_state SET revision = 7");

      assertThat(nextChange()).containsExactly("1", "2");
    }
  }

  @Test
  @Tag("THR-61")
  void givenADatabaseThatGoesAndComesBack_trafficGoesOnAndChangesAreThere()
      throws IOException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    ServerConfig config = ServerConfig.builder().host("127.0.0.1").port(0).build();
    try (BelfryServer server = BelfryServer.builder().config(config).apps(source()).start();
        RecordingClient early = client(server, "key-1")) {
      assertThat(early.next()).contains("pusher:connection_established");
      postgres.stop();
      awaitCode(server, "key-2", 4100);
      early.send("{\"event\":\"pusher:ping\",\"data\":{}}");
      assertThat(early.next()).contains("pusher:pong");
      try (RecordingClient known = client(server, "key-1")) {
        assertThat(known.next()).contains("pusher:connection_established");
      }
      postgres.startAgain();
      rows().put(Map.of("1", AppRows.definition("1", "key-2")));
      awaitCode(server, "key-1", 4001);
      try (RecordingClient late = client(server, "key-2")) {
        assertThat(late.next()).contains("pusher:connection_established");
      }
    }
  }

  private static RecordingClient client(BelfryServer server, String key) {
    return RecordingClient.connect(server.port(), "/app/" + key + "?protocol=7");
  }

  private static void awaitCode(BelfryServer server, String key, int code) {
    String answer = "";
    while (!answer.contains("\"code\":" + code)) {
      try (RecordingClient client = client(server, key)) {
        answer = client.next();
      }
    }
  }

  @Test
  @Tag("THR-61")
  void givenADatabaseThatIsAwayAtTheStart_appsComeWhenItIsThere()
      throws IOException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    postgres.stop();
    JdbcApps.Pace pace = new JdbcApps.Pace(poll(), Duration.ofMillis(50));
    AppDefinitions definitions = AppDefinitions.of(ServerConfig.builder().build());
    try (AppSource source = new JdbcApps(database, definitions, pace)) {
      start(source);
      assertThat(source.isComplete()).isFalse();
      postgres.startAgain();

      assertThat(nextChange()).containsExactly("1");
      assertThat(source.isComplete()).isTrue();
    }
  }

  @Test
  @Tag("THR-47")
  @Tag("THR-61")
  void givenAWrongPassword_itDoesNotStartAndSaysWhyWithoutIt() throws IOException {
    database = postgres.apps(schema, PostgresServer.USER, "another password");
    try (AppSource source = source()) {
      assertThatThrownBy(() -> start(source))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("password authentication failed for user \"belfry\"")
          .hasMessageNotContaining("another password");
      assertThat(database.toString()).doesNotContain("another password");
    }
  }

  @Test
  @Tag("THR-61")
  void givenAUserWhoMayMakeNoTable_theSentenceSaysWhatToDo() throws IOException, SQLException {
    postgres.sql("CREATE ROLE " + schema + "_r LOGIN PASSWORD 'reader'");
    postgres.sql("GRANT USAGE ON SCHEMA " + schema + " TO " + schema + "_r");
    database = postgres.apps(schema, schema + "_r", "reader");
    try (AppSource source = source()) {
      assertThatThrownBy(() -> start(source))
          .hasMessageContaining("there is no table belfry_apps, and it cannot be made")
          .hasMessageContaining("Apps in a database");
    }
  }

  @Test
  @Tag("LIM-042")
  void givenAUserWhoMayOnlyRead_itReadsAndIsTold()
      throws IOException, SQLException, InterruptedException {
    AppRows rows = rows();
    rows.put(Map.of("1", AppRows.definition("1", "key-1")));
    postgres.sql("CREATE ROLE " + schema + "_r LOGIN PASSWORD 'reader'");
    postgres.sql("GRANT USAGE ON SCHEMA " + schema + " TO " + schema + "_r");
    postgres.sql("GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + schema + "_r");
    database = postgres.apps(schema, schema + "_r", "reader");
    try (AppSource source = source()) {
      start(source);
      rows.put(Map.of("2", AppRows.definition("2", "key-2")));

      assertThat(nextChange()).containsExactly("1", "2");
    }
  }

  @Test
  @Tag("LIM-042")
  void givenATableThatWasRead_writersWaitForEachOtherAndNoneFails()
      throws IOException, SQLException {
    try (AppTable table = AppTable.open(database)) {
      int before = table.connection().getTransactionIsolation();
      table.read(-1);

      assertThat(before).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(table.connection().getTransactionIsolation()).isEqualTo(before);
      assertThat(table.connection().getAutoCommit()).isTrue();
    }
  }

  @Test
  @Tag("THR-61")
  void givenAConnectionThatBreaksAmidAReading_itsCauseIsTold() throws IOException, SQLException {
    try (AppTable table = AppTable.open(database)) {
      assertThatThrownBy(
              () ->
                  table.whole(
                      () -> {
                        table.abort();
                        throw new SQLException("the first fault");
                      },
                      unused -> true))
          .hasMessage("the first fault");
    }
  }

  @Test
  @Tag("LIM-042")
  void givenATableWithoutItsTriggers_theyAreMade()
      throws IOException, SQLException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    postgres.sql("DROP TRIGGER belfry_apps_changed ON " + schema + ".belfry_apps");
    try (AppSource source = source()) {
      start(source);
      rows().put(Map.of("2", AppRows.definition("2", "key-2")));

      assertThat(nextChange()).containsExactly("1", "2");
    }
  }

  @Test
  @Tag("THR-61")
  void givenADatabaseThatIsAskedForALongTime_whoClosesDoesNotWaitForIt() throws IOException {
    AppsDatabase slow =
        new OtherDatabase(database) {
          @Override
          public boolean isLaid(Statements statements) throws SQLException {
            return statements.number("SELECT count(*) FROM pg_sleep(9)") == 1;
          }
        };
    AppDefinitions definitions = AppDefinitions.of(ServerConfig.builder().build());
    JdbcApps.Pace pace = new JdbcApps.Pace(poll(), Duration.ofMillis(500));
    try (AppSource source = new JdbcApps(slow, definitions, pace)) {
      start(source);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("belfry-apps"));
  }

  @Test
  @Tag("LIM-042")
  void givenATableThatIsEmptied_noAppIsLeft()
      throws IOException, SQLException, InterruptedException {
    rows().put(Map.of("1", AppRows.definition("1", "key-1")));
    try (AppSource source = source()) {
      start(source);
      postgres.sql("TRUNCATE " + schema + ".belfry_apps");

      assertThat(nextChange()).isEmpty();
    }
  }
}
