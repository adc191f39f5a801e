/**
 * Reads how other servers define their apps and makes entries of {@code apps} of it, with a report
 * of all that could not be taken over. Called by the command; nothing here writes a file.
 */
@NullMarked
package io.belfry.cli.migrate;

import org.jspecify.annotations.NullMarked;
