/**
 * What a server is exercised with before it is ready: clients and a backend that are bare sockets.
 * They know a port of loopback and one app, and nothing of the server. Threads: each class says
 * which.
 */
@NullMarked
package io.belfry.server.warm;

import org.jspecify.annotations.NullMarked;
