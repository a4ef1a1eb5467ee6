/** The paths of SQL/JSON as trees, and their reading; knows JSON and nothing else. */
@NullMarked
package dev.tidemill.algebra.jsonpath;

import org.jspecify.annotations.NullMarked;
