/**
 * Tests of a project's live tables as its files tell them: what comes in, and what the tables are
 * then; uses yaml, problems and words.
 */
@NullMarked
package dev.tidemill.definitions.projecttest;

import org.jspecify.annotations.NullMarked;
