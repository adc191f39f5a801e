/**
 * Whether a web page may use an app: what an {@code Origin} field says, against the patterns that
 * an app has, or against the host of the request. Not exported to embedders; all of it is
 * immutable.
 */
@NullMarked
package io.belfry.server.app.origin;

import org.jspecify.annotations.NullMarked;
