/** Tests of the load test: against a real server, and against servers that lie. */
@NullMarked
package io.belfry.cli.load;

import org.jspecify.annotations.NullMarked;
