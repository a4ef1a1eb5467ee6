package dev.tidemill.testkit.script;

import dev.tidemill.testkit.script.LiveScript.Part;
import dev.tidemill.testkit.script.LiveScript.Prose;
import dev.tidemill.testkit.script.LiveScript.Query;
import java.util.ArrayList;
import java.util.List;

/** A script as a chapter of the SQL manual. */
record ScriptPage(LiveScript script) {
    /** The first line of the script. */
    String title() {
        if (script.parts().isEmpty()
                || !(script.parts().getFirst() instanceof Prose first)
                || first.markdown().isBlank()) {
            throw new IllegalStateException(script.file() + " begins with no title");
        }
        return first.markdown().lines().findFirst().orElseThrow();
    }

    /** The chapter, its title as a heading of the second level. */
    String markdown() {
        if (script.queries().isEmpty()) {
            throw new IllegalStateException(script.file() + " has no query");
        }
        List<String> blocks = new ArrayList<>();
        blocks.add("## " + title());
        String rest =
                prose(((Prose) script.parts().getFirst()).markdown().substring(title().length()));
        if (!rest.isBlank()) {
            blocks.add(rest);
        }
        List<Part> parts = script.parts();
        for (int i = 1; i < parts.size(); i++) {
            blocks.add(
                    switch (parts.get(i)) {
                        case Prose prose -> prose(prose.markdown());
                        case Query query -> query(query);
                    });
        }
        return String.join("\n\n", blocks) + "\n";
    }

    /** Headings one level deeper than in the script. */
    private static String prose(String markdown) {
        return markdown.strip()
                .lines()
                .map(line -> line.startsWith("## ") ? "#" + line : line)
                .reduce((above, below) -> above + "\n" + below)
                .orElse("");
    }

    private static String query(Query query) {
        StringBuilder text = new StringBuilder("```sql\n").append(query.sql()).append(";\n```");
        for (String lateness : LiveJudge.lateness(query)) {
            text.append("\n\n<sub>Lateness: `").append(lateness).append("`</sub>");
        }
        query.command("refused")
                .ifPresent(said -> text.append("\n\nRefused: `").append(said).append('`'));
        for (String reservation : LiveJudge.reservations(query)) {
            text.append("\n\n<sub>").append(words(reservation)).append("</sub>");
        }
        return text.toString();
    }

    private static String words(String reservation) {
        return reservation
                .replace("no-postgres:", "Not compared with PostgreSQL:")
                .replace("no-duckdb:", "Not compared with DuckDB:");
    }
}
