package io.belfry.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apps in PostgreSQL.
 *
 * @param url its address
 * @param username its user; empty for the driver's own choice
 * @param password of the user; empty for none
 */
record PostgresApps(String url, String username, String password) implements AppsDatabase {
  static final String PREFIX = "jdbc:postgresql:";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresApps.class);
  private static final String CONNECT_SECONDS = "5";
  // A peer that is silent for that long is taken for gone.
  private static final String SILENCE_SECONDS = "10";
  private static final List<String> PASSING = List.of("08", "53", "57", "40", "55");

  @Override
  public String toString() {
    return "PostgresApps[" + name() + "]";
  }

  @Override
  public String name() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  @Override
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    if (!username.isEmpty()) {
      PGProperty.USER.set(properties, username);
    }
    if (!password.isEmpty()) {
      PGProperty.PASSWORD.set(properties, password);
    }
    // Details repeat values of rows, and those have secrets.
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    PGProperty.APPLICATION_NAME.set(properties, "belfry");
    PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(properties, SILENCE_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(properties, SILENCE_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("The driver does not take this address.", "08001");
    }
    return connection;
  }

  @Override
  public boolean isLaid(Statements statements) throws SQLException {
    return statements.number(
            "SELECT count(to_regclass('belfry_apps_state')) + (SELECT count(*) FROM pg_trigger"
                + " WHERE tgrelid = to_regclass('belfry_apps')"
                + " AND tgname IN ('belfry_apps_changed', 'belfry_apps_emptied'))")
        == 3;
  }

  @Override
  public List<String> schema() {
    return List.of(
        // Two nodes that start together must not both make it.
        "SELECT pg_advisory_xact_lock(hashtext('belfry_apps'))",
        "CREATE TABLE IF NOT EXISTS belfry_apps (id text PRIMARY KEY, definition jsonb NOT NULL,"
            + " revision bigint NOT NULL DEFAULT 0, since jsonb NOT NULL DEFAULT '{}',"
            + " updated_at timestamptz NOT NULL DEFAULT now())",
        "CREATE TABLE IF NOT EXISTS belfry_apps_state (revision bigint NOT NULL)",
        "INSERT INTO belfry_apps_state SELECT 0 WHERE NOT EXISTS (SELECT FROM belfry_apps_state)",
        """
        CREATE OR REPLACE FUNCTION belfry_apps_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE next bigint;
        BEGIN
          -- Whoever writes may have another search path.
          EXECUTE format(
            'UPDATE %I.belfry_apps_state SET revision = revision + 1 RETURNING revision',
            TG_TABLE_SCHEMA) INTO next;
          PERFORM pg_notify('belfry_apps', '');
          IF TG_OP IN ('INSERT', 'UPDATE') THEN
            NEW.revision := next;
            -- Who had a key first has the right to it, also after a restart of all servers.
            NEW.since := (SELECT coalesce(jsonb_object_agg(k ->> 'key', coalesce(
                CASE TG_OP WHEN 'UPDATE' THEN OLD.since -> (k ->> 'key') END, to_jsonb(next))), '{}')
              FROM jsonb_path_query(NEW.definition, '$.keys[*] ? (@.key.type() == "string")') AS k
              WHERE coalesce(k ->> 'active', 'true') <> 'false');
            NEW.updated_at := now();
            RETURN NEW;
          END IF;
          RETURN OLD;
        END $$""",
        "DROP TRIGGER IF EXISTS belfry_apps_changed ON belfry_apps",
        "CREATE TRIGGER belfry_apps_changed BEFORE INSERT OR UPDATE OR DELETE ON belfry_apps"
            + " FOR EACH ROW EXECUTE FUNCTION belfry_apps_changed()",
        "DROP TRIGGER IF EXISTS belfry_apps_emptied ON belfry_apps",
        "CREATE TRIGGER belfry_apps_emptied AFTER TRUNCATE ON belfry_apps"
            + " FOR EACH STATEMENT EXECUTE FUNCTION belfry_apps_changed()");
  }

  @Override
  public String definitionText() {
    return "definition::text";
  }

  @Override
  public String eachSince() {
    return "jsonb_each_text(since)";
  }

  @Override
  public String definitionValue() {
    return "?::jsonb";
  }

  @Override
  public void listen(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN belfry_apps");
    } catch (SQLException e) {
      // Such as on a standby, which tells nobody.
      LOG.info("{} does not tell of changed apps ({}), so it is asked", name(), e.getMessage());
    }
  }

  @Override
  public boolean await(Connection connection, Duration most) throws SQLException {
    // No time at all would be for ever.
    int millis = Math.max(1, (int) most.toMillis());
    PGNotification[] told = connection.unwrap(PGConnection.class).getNotifications(millis);
    return told != null && told.length > 0;
  }

  @Override
  public boolean isPassing(SQLException e) {
    String state = e.getSQLState();
    return state != null && PASSING.contains(state.substring(0, 2));
  }
}
