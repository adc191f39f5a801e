/**
 * The signed-in user: its events, its sign-in, the users it watches. Listeners are called on the
 * one listener thread of their client.
 */
@NullMarked
package io.belfry.client.user;

import org.jspecify.annotations.NullMarked;
