/**
 * Names and codes of the wire: socket ids, channel names and kinds, user ids, error and close
 * codes. Every module may use them; all types are immutable and may be used by any thread.
 */
package io.belfry.protocol;
