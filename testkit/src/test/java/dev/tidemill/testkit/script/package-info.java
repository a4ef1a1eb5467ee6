/**
 * Scripts of live SQL, one a feature, that are documentation and tests at once. Uses the fixtures
 * and PostgreSQL.
 */
@NullMarked
package dev.tidemill.testkit.script;

import org.jspecify.annotations.NullMarked;
