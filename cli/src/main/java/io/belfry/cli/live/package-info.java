/**
 * Events as they come, over the Java client, with tokens that are signed here. Used by {@code
 * belfry listen} alone; lines are written on the thread of the client's listeners.
 */
package io.belfry.cli.live;
