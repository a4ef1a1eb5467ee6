package dev.tidemill.node.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.definitions.secret.References;
import dev.tidemill.definitions.secret.Variables;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment variables that definitions may read which somebody sends to be planned or
 * applied: those that files of the project's own folder name, and those that the mill's owner
 * allows. Otherwise whoever may plan could read the environment of the server's process. What is in
 * force was held to this when it came, and is not again.
 *
 * @param environment all variables of the process
 * @param allowed names of them
 */
public record SentVariables(Map<String, String> environment, Set<String> allowed) {
    private static final Logger LOG = LoggerFactory.getLogger(SentVariables.class);

    public SentVariables {
        environment = Map.copyOf(environment);
        allowed = Set.copyOf(allowed);
    }

    /**
     * What reads such definitions.
     *
     * @param home the project's own folder, which is its owner's
     */
    ProjectLoader loader(Path home) {
        Set<String> names = new TreeSet<>(allowed);
        names.addAll(namedIn(home));
        return new ProjectLoader(environment, Variables.all(environment).only(names));
    }

    private static Set<String> namedIn(Path home) {
        Set<String> names = new TreeSet<>();
        try {
            DefinitionFiles files = DefinitionFiles.read(home).withoutJars();
            for (String path : files.paths()) {
                names.addAll(References.variablesIn(new String(files.bytes(path), UTF_8)));
            }
        } catch (TidemillException e) {
            LOG.debug("the folder names no variables: {}", e.message());
        }
        return names;
    }
}
