/**
 * Column lineage against the answers of changed inputs. Uses the SQL room, the interpreter and the
 * random plans.
 */
@NullMarked
package dev.tidemill.testkit.lineage;

import org.jspecify.annotations.NullMarked;
