package io.belfry.cli.migrate;

import java.util.List;

/**
 * How one other server defines its apps. Whatever is in a file is either taken over or reported.
 *
 * <p>Thread: stateless.
 *
 * @see "rule LIM-047"
 */
interface ForeignApps {
  /**
   * The apps as entries of ours.
   *
   * @throws NotReadable if the file is not what that server reads
   */
  List<Tree.Group> read(ForeignFile file, MigrationReport report) throws NotReadable;
}
