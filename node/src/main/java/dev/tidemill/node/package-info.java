/**
 * The embedded runtime: it wires the rooms below into one mill and is the door for applications.
 * Uses every room below; knows no wire format.
 */
@NullMarked
package dev.tidemill.node;

import org.jspecify.annotations.NullMarked;
