package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.type.ArrayType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of an array, element by element, by a pattern of its grammar. */
final class ArrayParser {
    private static final Pattern ELEMENT =
            Pattern.compile(
                    "\\G\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|((?:[^{},\"\\\\]|\\\\.)+?))\\s*([,}])",
                    Pattern.DOTALL);

    private ArrayParser() {}

    static List<@Nullable Object> parse(String text, ArrayType type) {
        List<@Nullable Object> elements = new ArrayList<>();
        if (text.matches("\\{\\s*\\}")) {
            return Collections.unmodifiableList(elements);
        }
        if (!text.startsWith("{")) {
            throw RowError.cast(text, type.sqlName());
        }
        Matcher matcher = ELEMENT.matcher(text);
        int at = 1;
        while (matcher.find(at)) {
            if (matcher.start() != at || (matcher.group(2) != null && matcher.group(2).isBlank())) {
                break;
            }
            elements.add(element(matcher, type));
            at = matcher.end();
            if (matcher.group(3).equals("}")) {
                break;
            }
        }
        if (at != text.length() || !text.endsWith("}")) {
            throw RowError.cast(text, type.sqlName());
        }
        return Collections.unmodifiableList(elements);
    }

    private static @Nullable Object element(Matcher matcher, ArrayType type) {
        String quoted = matcher.group(1);
        if (quoted == null && matcher.group(2).equalsIgnoreCase("null")) {
            return null;
        }
        String text = (quoted == null ? matcher.group(2) : quoted).replaceAll("(?s)\\\\(.)", "$1");
        return CastInterpreter.cast(text, dev.tidemill.algebra.type.Type.TEXT, type.element());
    }
}
