/** What is wrong with a project's files, and where; uses nothing. */
@NullMarked
package dev.tidemill.definitions.problem;

import org.jspecify.annotations.NullMarked;
