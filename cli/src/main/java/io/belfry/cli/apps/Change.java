package io.belfry.cli.apps;

import io.belfry.cli.migrate.Tree;
import java.util.List;

/**
 * One change of what apps there are or of one of them.
 *
 * <p>Thread: immutable.
 */
public sealed interface Change {
  /**
   * Further apps.
   *
   * @param apps their definitions
   */
  record Add(List<Tree.Group> apps) implements Change {
    /** Takes a copy. */
    public Add {
      apps = List.copyOf(apps);
    }
  }

  /**
   * A further key of an app.
   *
   * @param app its id
   * @param key the key with its secret
   */
  record AddKey(String app, Tree.Group key) implements Change {}

  /**
   * A key that is accepted no more.
   *
   * @param app its id
   * @param key the public key
   */
  record Retire(String app, String key) implements Change {}

  /**
   * An app that is served, or not.
   *
   * @param app its id
   * @param isEnabled whether it is
   */
  record Enable(String app, boolean isEnabled) implements Change {}

  /**
   * An app that is no more.
   *
   * @param app its id
   */
  record Remove(String app) implements Change {}
}
