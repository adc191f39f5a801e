/**
 * The configuration of a server, made in code: the settings of a node, and what is handed to {@link
 * io.belfry.server.BelfryServer}. Used once at the start, by the thread that starts the server.
 */
@NullMarked
package io.belfry.server.config;

import org.jspecify.annotations.NullMarked;
