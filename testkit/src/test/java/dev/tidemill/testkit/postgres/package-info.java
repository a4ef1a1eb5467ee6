/** PostgreSQL 17, started in the test, as the truth for scalar expressions. */
@NullMarked
package dev.tidemill.testkit.postgres;

import org.jspecify.annotations.NullMarked;
