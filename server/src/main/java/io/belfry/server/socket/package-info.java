/**
 * One socket's life above the network: admission, its messages one at a time, its sign-in and
 * subscriptions, its only way out, its end. Everything here is confined to the event loop that owns
 * the connection; nothing knows Netty.
 */
@NullMarked
package io.belfry.server.socket;

import org.jspecify.annotations.NullMarked;
