/**
 * What is kept for a while: the last events of cache channels. Memory is the default, an engine may
 * stand in its place.
 */
@NullMarked
package io.belfry.server.store;

import org.jspecify.annotations.NullMarked;
