package dev.tidemill.engine.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.jsonpath.PathNode;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The regular expressions of one path, each compiled once. Safe for several threads. */
final class JsonPathRegexes {
    private final Map<PathNode.LikeRegex, Pattern> patterns =
            Collections.synchronizedMap(new IdentityHashMap<>());

    /** Whether the expression is found in a string; null for all that is no string. */
    @Nullable Boolean finds(PathNode.LikeRegex regex, Json value) {
        return value instanceof Json.Text(String text)
                ? (Boolean) pattern(regex).matcher(text).find()
                : null;
    }

    private Pattern pattern(PathNode.LikeRegex regex) {
        Pattern pattern = patterns.get(regex);
        if (pattern == null) {
            pattern = compiled(regex);
            patterns.put(regex, pattern);
        }
        return pattern;
    }

    private static Pattern compiled(PathNode.LikeRegex regex) {
        String source = regex.pattern();
        int flags = regex.flags().contains("i") ? Pattern.CASE_INSENSITIVE : 0;
        if (regex.flags().contains("q")) {
            source = Pattern.quote(source);
        } else {
            flags |= regex.flags().contains("s") ? Pattern.DOTALL : 0;
            flags |= regex.flags().contains("m") ? Pattern.MULTILINE : 0;
        }
        try {
            return Pattern.compile(source, flags);
        } catch (PatternSyntaxException e) {
            throw new RowFailure(
                    ErrorCode.INVALID_REGEX, "invalid regular expression: " + e.getDescription());
        }
    }
}
