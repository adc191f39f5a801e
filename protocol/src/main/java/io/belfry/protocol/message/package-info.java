/**
 * The two families of messages, what a client says and what the server says, with a reader and a
 * writer each. The server reads what the client library writes and the other way round; nobody else
 * knows the JSON of a message. Readers and writers are stateless.
 */
package io.belfry.protocol.message;
