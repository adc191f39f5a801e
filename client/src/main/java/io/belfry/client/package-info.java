/**
 * What an application holds: {@link io.belfry.client.Pusher}, its options and the two hooks that
 * fetch tokens. All types may be used by any thread, except options, which belong to their caller.
 */
@NullMarked
package io.belfry.client;

import org.jspecify.annotations.NullMarked;
