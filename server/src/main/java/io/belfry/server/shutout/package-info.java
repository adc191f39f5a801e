/**
 * Who may not sign in for a time: users who are blocked, and sign-ins that are revoked.
 *
 * @see "users.md, sections 5 and 6"
 */
@org.jspecify.annotations.NullMarked
package io.belfry.server.shutout;
