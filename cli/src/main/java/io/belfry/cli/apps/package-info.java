/**
 * Changes of apps where they are defined: in a configuration file, whose comments and order are
 * kept, or in a database. Called by the command, on its thread.
 */
@NullMarked
package io.belfry.cli.apps;

import org.jspecify.annotations.NullMarked;
