/**
 * The connection as an application sees it: its state and what goes wrong. Listeners are called on
 * the one listener thread of their client.
 */
@NullMarked
package io.belfry.client.connection;

import org.jspecify.annotations.NullMarked;
