/**
 * The {@code belfry} command: one class a command. The only place that prints, that sets up logging
 * and that ends the process.
 */
@NullMarked
package io.belfry.cli;

import org.jspecify.annotations.NullMarked;
