/**
 * A short life of a server, from which the Java virtual machine learns how to start the next one:
 * what {@code ./belfry train} runs. Nothing else calls it. Threads: each class says which.
 */
@NullMarked
package io.belfry.cli.train;

import org.jspecify.annotations.NullMarked;
