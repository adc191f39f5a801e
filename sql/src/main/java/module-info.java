/**
 * What the server keeps in an embedded database, and apps that it takes from one. Found by the
 * server's service loaders; the drivers are loaded when they are used.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // PostgreSQL's own name for its driver
module io.belfry.sql {
  requires static org.jspecify;
  requires transitive io.belfry.server;
  requires java.sql;
  requires static org.checkerframework.checker.qual;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  exports io.belfry.sql;

  provides io.belfry.server.config.AppSourceProvider with
      io.belfry.sql.JdbcAppsProvider;
  provides io.belfry.server.store.ShutoutStore.Maker with
      io.belfry.sql.SqliteShutoutsProvider;
  provides io.belfry.server.webhook.store.OutboxStore.Provider with
      io.belfry.sql.SqliteOutboxProvider;
}
