/**
 * The bounds that every JSON text from outside has to keep, set in one place on the streaming
 * parser of jackson-core. For the client, the server library and the server only. Stateless but for
 * the cursors, which belong to their caller.
 */
package io.belfry.protocol.json;
