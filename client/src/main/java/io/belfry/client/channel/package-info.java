/**
 * Channels, their events and the listeners of both. Listeners are called on the one listener thread
 * of their client; all else may be used by any thread.
 */
@NullMarked
package io.belfry.client.channel;

import org.jspecify.annotations.NullMarked;
