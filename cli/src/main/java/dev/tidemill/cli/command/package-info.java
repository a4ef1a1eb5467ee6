/** The commands, one a class. Uses the client and the show packages, and the rooms it hosts. */
@NullMarked
package dev.tidemill.cli.command;

import org.jspecify.annotations.NullMarked;
