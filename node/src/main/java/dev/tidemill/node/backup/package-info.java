/**
 * Copies of a mill's data: taken while the mill runs or from a folder at rest, and put back. Uses
 * files, and the turns of those who write them.
 */
@NullMarked
package dev.tidemill.node.backup;

import org.jspecify.annotations.NullMarked;
