package dev.tidemill.sql.statement;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before an ad-hoc query that is to be explained, in PostgreSQL's two forms: {@code
 * EXPLAIN ANALYZE query} and {@code EXPLAIN (ANALYZE, FORMAT JSON) query}.
 *
 * <p>It is found in the text, since the query behind it is in a wider dialect than statements are.
 */
record ExplainPrefix(boolean analyze, boolean json) {
    private static final String SPACE = "(?:\\s|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)";

    private static final Pattern PREFIX =
            Pattern.compile(
                    ("^(?:SPACE|;)*+explain(?:SPACE++(analyze|analyse))?+SPACE*+"
                                    + "(?:\\(SPACE*+((?:analy[sz]e|format)\\b[^()]*+)\\)SPACE*+)?+"
                                    + "(?=\\(|(?:select|with|values|from|pivot)\\b)")
                            .replace("SPACE", SPACE),
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern OPTION =
            Pattern.compile("(analy[sz]e)(?:\\s+(true|on|1|false|off|0))?|format\\s+(text|json)");

    /** The statement, when the text begins so and a query follows. */
    static Optional<Statement.ExplainQuery> read(String sql) {
        Matcher matcher = PREFIX.matcher(sql);
        if (!matcher.find()) {
            return Optional.empty();
        }
        ExplainPrefix prefix = new ExplainPrefix(matcher.group(1) != null, false);
        if (matcher.group(2) != null) {
            Optional<ExplainPrefix> options = prefix.with(matcher.group(2));
            if (options.isEmpty()) {
                return Optional.empty();
            }
            prefix = options.get();
        }
        String blanks = matcher.group().replaceAll("[^\\n]", " ");
        String query = blanks + sql.substring(matcher.end());
        return Optional.of(new Statement.ExplainQuery(query, prefix.analyze, prefix.json));
    }

    /** Empty when an option is not known. */
    private Optional<ExplainPrefix> with(String options) {
        ExplainPrefix all = this;
        for (String option : options.toLowerCase(Locale.ROOT).split(",", -1)) {
            Matcher matcher = OPTION.matcher(option.strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            all =
                    matcher.group(1) != null
                            ? new ExplainPrefix(isOn(matcher.group(2)), all.json)
                            : new ExplainPrefix(all.analyze, matcher.group(3).equals("json"));
        }
        return Optional.of(all);
    }

    private static boolean isOn(@org.jspecify.annotations.Nullable String word) {
        return word == null || word.equals("true") || word.equals("on") || word.equals("1");
    }
}
