/**
 * The audit log: who signed in, who was refused, what the application ended and what operators
 * changed, a JSON object a line, apart from the ordinary log. Whoever decides such a thing notes an
 * {@link io.belfry.server.audit.AuditEntry}; the event loops hand over and go on, and one thread of
 * its own joins, writes, rotates and deletes.
 */
@NullMarked
package io.belfry.server.audit;

import org.jspecify.annotations.NullMarked;
