package io.belfry.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A database of which a test makes one thing go otherwise. */
class OtherDatabase implements AppsDatabase {
  private final AppsDatabase real;

  OtherDatabase(AppsDatabase real) {
    this.real = real;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public boolean isThere() {
    return real.isThere();
  }

  @Override
  public Object identity() throws IOException {
    return real.identity();
  }

  @Override
  public Connection connect() throws SQLException, IOException {
    return real.connect();
  }

  @Override
  public boolean isLaid(Statements statements) throws SQLException {
    return real.isLaid(statements);
  }

  @Override
  public List<String> schema() {
    return real.schema();
  }

  @Override
  public String definitionText() {
    return real.definitionText();
  }

  @Override
  public String eachSince() {
    return real.eachSince();
  }

  @Override
  public String definitionValue() {
    return real.definitionValue();
  }

  @Override
  public void listen(Connection connection) throws SQLException {
    real.listen(connection);
  }

  @Override
  public boolean await(Connection connection, Duration most)
      throws SQLException, InterruptedException {
    return real.await(connection, most);
  }

  @Override
  public boolean isPassing(SQLException e) {
    return real.isPassing(e);
  }
}
