/**
 * What an application's backend needs: {@link io.belfry.rest.Pusher} signs users and channels,
 * sends events and ends connections. All types may be used by any thread.
 */
@NullMarked
package io.belfry.rest;

import org.jspecify.annotations.NullMarked;
