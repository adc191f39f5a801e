/**
 * The log of the process: logback, set up in code. Only {@code io.belfry.cli} uses it, before
 * anything logs. Threads: any.
 */
@NullMarked
package io.belfry.cli.log;

import org.jspecify.annotations.NullMarked;
