/** Tests of the log. Threads: the test's. */
@NullMarked
package io.belfry.cli.log;

import org.jspecify.annotations.NullMarked;
