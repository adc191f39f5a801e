/**
 * What the operations port of a running server is asked for. Called by the command, on its thread,
 * which waits.
 */
@NullMarked
package io.belfry.cli.ops;

import org.jspecify.annotations.NullMarked;
