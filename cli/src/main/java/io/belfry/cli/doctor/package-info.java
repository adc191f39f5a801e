/**
 * Looks at a deployment from outside, step by step as a client would meet it. Used by {@code belfry
 * doctor} alone; one thread.
 */
package io.belfry.cli.doctor;
