/**
 * Everything that is signed: secrets, tokens of clients, and the canonical strings under the
 * signatures. The server verifies with the same classes with which the server library signs. All
 * types are immutable and may be used by any thread.
 */
package io.belfry.protocol.sign;
