/**
 * How a connection begins, and who it is: first packets, SCRAM, tokens. Uses the mill's accounts.
 */
@NullMarked
package dev.tidemill.pgwire.login;

import org.jspecify.annotations.NullMarked;
