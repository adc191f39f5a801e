/** Tests of what is taken over and changed of apps. Threads: the test's. */
@NullMarked
package io.belfry.cli.apps;

import org.jspecify.annotations.NullMarked;
