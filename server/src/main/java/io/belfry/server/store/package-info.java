/**
 * What is kept for a while: the last events of cache channels, and the replies to requests that may
 * be repeated. Memory is the default, an engine may stand in its place.
 */
@NullMarked
package io.belfry.server.store;

import org.jspecify.annotations.NullMarked;
