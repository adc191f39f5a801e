/**
 * The server as a whole: the public façade {@link io.belfry.server.BelfryServer}, and the one place
 * where its parts are joined.
 */
@NullMarked
package io.belfry.server;

import org.jspecify.annotations.NullMarked;
