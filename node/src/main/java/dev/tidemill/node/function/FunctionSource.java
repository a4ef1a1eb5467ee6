package dev.tidemill.node.function;

import dev.tidemill.algebra.function.ProjectFunction;
import dev.tidemill.node.record.DefinitionEntry.FunctionJar;
import java.util.List;
import java.util.Optional;

/** Where functions of definitions are found. Safe for all threads. */
@FunctionalInterface
public interface FunctionSource {
    /** No functions at all. */
    FunctionSource NONE = (_, _) -> Optional.empty();

    /**
     * The function of this name in these versions of jars.
     *
     * @throws dev.tidemill.algebra.error.TidemillException when the bytes of one are gone
     */
    Optional<ProjectFunction> function(List<FunctionJar> jars, String name);

    /**
     * All functions in these versions of jars, by their names; those that are found by name only
     * are none of them.
     */
    default List<ProjectFunction> all(List<FunctionJar> jars) {
        return List.of();
    }
}
