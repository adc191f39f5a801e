package io.belfry.cli.apps;

import java.util.List;

/**
 * Apps that environment variables define, which no command can change.
 *
 * <p>Thread: immutable.
 *
 * @param variables of the environment
 */
record EnvironmentApps(OfEnvironment variables) implements AppsPlace {
  @Override
  public List<Listed> list() {
    return variables.further(0);
  }

  @Override
  public void make(Change change) throws NotChanged {
    throw new NotChanged(
        "The apps are defined by environment variables, which no command can change. Change them"
            + " where the server is started, or name a file with --config.");
  }

  @Override
  public String name() {
    return "the environment";
  }
}
