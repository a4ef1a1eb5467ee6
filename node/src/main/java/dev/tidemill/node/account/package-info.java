/**
 * Who there is: users with passwords, tokens, and how they come in. Kept in a file of the data
 * folder that a command may change while a mill runs. Knows no HTTP.
 */
@NullMarked
package dev.tidemill.node.account;

import org.jspecify.annotations.NullMarked;
