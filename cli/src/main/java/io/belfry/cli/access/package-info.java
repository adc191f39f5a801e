/**
 * Which server and which app a command speaks to: from options, from the environment, from a named
 * context in the user's folder, or those of a running {@code belfry dev}. Used by the commands
 * alone; one thread.
 */
package io.belfry.cli.access;
