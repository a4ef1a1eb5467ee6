/**
 * Those who pay in the payments example, honestly and not, and those who carry out what is decided:
 * what they do is sent to a mill as the application would send it. Uses the client.
 */
@NullMarked
package dev.tidemill.cli.payments;

import org.jspecify.annotations.NullMarked;
