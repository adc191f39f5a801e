/**
 * How the client works inside; nobody else may call it. One owner thread holds all state, another
 * runs the listeners, calls to auth endpoints run on threads of their own.
 */
@NullMarked
package io.belfry.client.internal;

import org.jspecify.annotations.NullMarked;
