/** Tests of the pages of the operations port. Threads: the test's. */
@NullMarked
package io.belfry.server.api.ops;

import org.jspecify.annotations.NullMarked;
