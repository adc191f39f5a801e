/**
 * The command from outside: real processes where a signal, an exit code or a script is the point,
 * and the command in this process where it is not. Nobody calls it.
 */
@NullMarked
package io.belfry.cli;

import org.jspecify.annotations.NullMarked;
