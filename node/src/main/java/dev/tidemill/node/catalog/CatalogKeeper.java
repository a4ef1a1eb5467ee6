package dev.tidemill.node.catalog;

import dev.tidemill.catalog.ProjectCatalog;
import dev.tidemill.definitions.Project;
import dev.tidemill.node.definition.DefinitionsInForce;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the catalog of the definitions in force, and makes it anew when others are: a catalog of
 * many tables takes longer to make than to print. Safe for any thread; two that ask at once for new
 * definitions may both make it.
 */
public final class CatalogKeeper {
    /** What the catalog was made of; both are replaced, never changed. */
    private record Kept(Project project, DefinitionsInForce.View view, ProjectCatalog catalog) {
        /** Whether these are the same objects; comparing their content is slow. */
        boolean isOf(Project other, DefinitionsInForce.View otherView) {
            return project == other && view == otherView;
        }
    }

    private volatile @Nullable Kept kept;

    /** The catalog of a mill's project and of what it runs; the same object while both are. */
    public ProjectCatalog of(Project project, DefinitionsInForce.View view) {
        Kept known = kept;
        if (known == null || !known.isOf(project, view)) {
            known = new Kept(project, view, MillCatalog.of(project, view));
            kept = known;
        }
        return known.catalog();
    }
}
