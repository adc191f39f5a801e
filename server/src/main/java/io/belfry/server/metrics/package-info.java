/**
 * What the server counts and how loaded its machine is. Hot counters belong to one event loop each
 * and are summed when somebody looks; the rest is counted where it happens. Label values are app
 * ids and fixed words, never the name of a channel, a user or an address.
 */
@NullMarked
package io.belfry.server.metrics;

import org.jspecify.annotations.NullMarked;
