package dev.tidemill.definitions.exchange;

import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ContractTerms;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.evolution.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Contracts as one page for people, which loads nothing from anywhere. */
public final class HtmlWriter {
    private static final String STYLE =
            """
            body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;
            color:#1b2733;background:#fff}
            table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
            th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #d8dee4}
            code{font:13px ui-monospace,monospace}.words{color:#57636f}
            @media (prefers-color-scheme:dark){body{color:#d5dde5;background:#12181f}
            th,td{border-color:#2c3743}.words{color:#93a1af}}
            """;

    private HtmlWriter() {}

    public static String write(List<Contract> contracts) {
        String body =
                contracts.stream().map(HtmlWriter::contract).collect(Collectors.joining("\n"));
        return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Contracts</title>
        <style>
        %s</style>
        </head>
        <body>
        %s
        </body>
        </html>
        """
                .formatted(STYLE, body);
    }

    private static String contract(Contract contract) {
        return "<h1>%s <span class=\"words\">%s</span></h1>\n%s"
                .formatted(
                        safe(contract.id()),
                        safe(contract.version()),
                        contract.tables().stream()
                                .map(HtmlWriter::table)
                                .collect(Collectors.joining("\n")));
    }

    private static String table(Contract.Table table) {
        TableContract rows = table.rows();
        StringBuilder html =
                new StringBuilder("<h2 id=\"%1$s\">%1$s</h2>\n".formatted(safe(rows.name())));
        if (rows.description() != null) {
            html.append("<p>").append(safe(rows.description())).append("</p>\n");
        }
        html.append("<p class=\"words\">")
                .append(
                        facts(table).stream()
                                .map(HtmlWriter::safe)
                                .collect(Collectors.joining(" · ")))
                .append("</p>\n<table>\n<thead><tr><th>column</th><th>type</th><th>rules</th>")
                .append("<th>class</th><th>meaning</th></tr></thead>\n<tbody>\n");
        for (ColumnContract column : rows.columns()) {
            html.append(column(rows, column));
        }
        html.append("</tbody>\n</table>\n");
        return html.append(checks(table.checkTexts())).toString();
    }

    private static List<String> facts(Contract.Table table) {
        TableContract rows = table.rows();
        ContractTerms terms = rows.terms();
        List<String> facts = new ArrayList<>();
        facts.add(rows.kind().name().toLowerCase(Locale.ROOT) + " table");
        facts.add(terms.status());
        if (rows.eventTime() != null) {
            facts.add("event time " + rows.eventTime());
        }
        rows.lateness()
                .columns()
                .forEach((column, late) -> facts.add(column + " up to " + late + " late"));
        table.levelBounds().forEach((level, bound) -> facts.add(level + " " + bound));
        if (terms.team() != null) {
            facts.add("team " + terms.team());
        }
        terms.owners()
                .forEach(
                        owner ->
                                facts.add(
                                        owner.role() == null
                                                ? owner.username()
                                                : owner.role() + " " + owner.username()));
        facts.addAll(terms.tags());
        return facts;
    }

    private static String column(TableContract table, ColumnContract column) {
        List<String> rules = new ArrayList<>();
        if (table.key().contains(column.name())) {
            rules.add("key");
        }
        if (column.required()) {
            rules.add("required");
        }
        column.rules().forEach(rule -> rules.add(RuleText.of(rule)));
        return "<tr><td><code>%s</code></td><td><code>%s</code></td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                .formatted(
                        safe(column.name()),
                        safe(column.type().sqlName()),
                        rules.stream().map(HtmlWriter::safe).collect(Collectors.joining("<br>")),
                        safe(column.classification()),
                        safe(column.description()));
    }

    private static String checks(Map<String, String> checks) {
        if (checks.isEmpty()) {
            return "";
        }
        return checks.entrySet().stream()
                .map(
                        check ->
                                "<tr><td><code>%s</code></td><td>%s</td></tr>\n"
                                        .formatted(safe(check.getKey()), safe(check.getValue())))
                .collect(
                        Collectors.joining(
                                "",
                                "<table>\n<thead><tr><th>check</th><th>must be</th></tr></thead>\n<tbody>\n",
                                "</tbody>\n</table>\n"));
    }

    private static String safe(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;");
    }
}
