/** Tests of reading test files. */
@NullMarked
package dev.tidemill.definitions.projecttest;

import org.jspecify.annotations.NullMarked;
